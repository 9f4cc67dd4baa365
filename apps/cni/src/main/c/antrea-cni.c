/*
 * antrea-cni: the CNI plug-in (CNI specification 1.0.0) that the kubelet's runtime starts for each Pod.
 *
 * It only carries a message: the parameters from the environment and the network configuration from standard input
 * go as one frame over a unix socket to antrea-agent, whose answer is printed. The frame is described in README.md.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define DEFAULT_SOCKET "/var/run/antrea/cni.sock"
#define MAX_INPUT (1u << 20)  /* network configurations are some kilobytes */
#define MAX_ANSWER (1u << 20)
#define INPUT_TIMEOUT_MS 10000
#define ANSWER_TIMEOUT_MS 120000 /* the agent itself waits up to 30 s for the network */
#define AGENT_TIMEOUT_MS 30000 /* an agent that is just being started or replaced */
#define AGENT_POLL_MS 50
#define MAX_DEPTH 64

/* Error codes: 1-99 by the CNI specification, where 11 means "try again later". */
enum { CODE_ENVIRONMENT = 4, CODE_IO = 5, CODE_DECODE = 6, CODE_TRY_AGAIN = 11, CODE_ANSWER = 201 };

struct text {
    char *bytes;
    size_t length;
    size_t capacity;
};

static void print_error(const char *version, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4), noreturn));

/* Out of memory: nothing can be formatted any more. */
static void die_out_of_memory(void) __attribute__((noreturn));
static void die_out_of_memory(void) {
    static const char message[] = "{\"cniVersion\":\"1.0.0\",\"code\":11,\"msg\":\"out of memory\"}\n";
    if (write(STDOUT_FILENO, message, sizeof message - 1) < 0) {
        _exit(2);
    }
    _exit(1);
}

static void append(struct text *out, const char *bytes, size_t length) {
    if (out->capacity - out->length < length + 1) {
        size_t capacity = 2 * out->capacity + length + 256;
        char *grown = realloc(out->bytes, capacity);
        if (grown == NULL) {
            die_out_of_memory();
        }
        out->bytes = grown;
        out->capacity = capacity;
    }
    memcpy(out->bytes + out->length, bytes, length);
    out->length += length;
    out->bytes[out->length] = '\0';
}

static void append_text(struct text *out, const char *text) {
    append(out, text, strlen(text));
}

/* Appends a JSON string. Bytes above 0x7f pass as they are: the environment is UTF-8 or refused by the agent. */
static void append_json(struct text *out, const char *text) {
    append_text(out, "\"");
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char c = (unsigned char) *at;
        if (c == '"' || c == '\\') {
            char escaped[2] = {'\\', (char) c};
            append(out, escaped, 2);
        } else if (c < 0x20) {
            char escaped[8];
            append(out, escaped, (size_t) snprintf(escaped, sizeof escaped, "\\u%04x", c));
        } else {
            append(out, (const char *) &c, 1);
        }
    }
    append_text(out, "\"");
}

static bool write_all(int fd, const char *bytes, size_t length) {
    while (length > 0) {
        ssize_t n = write(fd, bytes, length);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return false;
        }
        bytes += n;
        length -= (size_t) n;
    }
    return true;
}

/* The CNI error object on standard output, and exit code 1. */
static void print_error(const char *version, int code, const char *format, ...) {
    char message[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    struct text out = {0};
    char number[32];
    append_text(&out, "{\"cniVersion\":");
    append_json(&out, version);
    append(&out, number, (size_t) snprintf(number, sizeof number, ",\"code\":%d,\"msg\":", code));
    append_json(&out, message);
    append_text(&out, "}\n");
    _exit(write_all(STDOUT_FILENO, out.bytes, out.length) ? 1 : 2);
}

/* ---- a JSON reader that only finds where values end, and takes nothing that is not JSON: what it lets through is printed ---- */

struct cursor {
    const char *at;
    const char *end;
};

static void skip_space(struct cursor *c) {
    while (c->at < c->end && (*c->at == ' ' || *c->at == '\n' || *c->at == '\r' || *c->at == '\t')) {
        c->at++;
    }
}

/* What follows a backslash. */
static bool skip_escape(struct cursor *c) {
    if (c->at >= c->end || *c->at == '\0' || strchr("\"\\/bfnrtu", *c->at) == NULL) {
        return false;
    }
    if (*c->at++ != 'u') {
        return true;
    }
    for (int i = 0; i < 4; i++, c->at++) {
        if (c->at >= c->end || *c->at == '\0' || strchr("0123456789abcdefABCDEF", *c->at) == NULL) {
            return false;
        }
    }
    return true;
}

/* A character of UTF-8 that has several bytes, in its shortest form (RFC 3629). */
static bool skip_wide(struct cursor *c) {
    unsigned char lead = (unsigned char) *c->at;
    int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    if (lead < 0xc2 || lead > 0xf4 || c->end - c->at <= more) {
        return false;
    }
    uint32_t point = lead & (0x3fu >> more);
    for (int i = 1; i <= more; i++) {
        unsigned char next = (unsigned char) c->at[i];
        if ((next & 0xc0) != 0x80) {
            return false;
        }
        point = point << 6 | (next & 0x3f);
    }
    c->at += more + 1;
    return more == 1 || (more == 2 ? point >= 0x800 && (point < 0xd800 || point > 0xdfff)
                                   : point >= 0x10000 && point <= 0x10ffff);
}

static bool skip_string(struct cursor *c) {
    if (c->at >= c->end || *c->at != '"') {
        return false;
    }
    c->at++;
    while (c->at < c->end) {
        unsigned char byte = (unsigned char) *c->at;
        if (byte == '"') {
            c->at++;
            return true;
        }
        if (byte >= 0x80) {
            if (!skip_wide(c)) {
                return false;
            }
            continue;
        }
        if (byte < 0x20) {
            return false;
        }
        c->at++;
        if (byte == '\\' && !skip_escape(c)) {
            return false;
        }
    }
    return false;
}

static bool skip_value(struct cursor *c, int depth);

/* Members or elements up to the closing bracket; the opening one is passed already. */
static bool skip_members(struct cursor *c, char close, int depth) {
    skip_space(c);
    if (c->at < c->end && *c->at == close) {
        c->at++;
        return true;
    }
    while (true) {
        skip_space(c);
        if (close == '}') {
            if (!skip_string(c)) {
                return false;
            }
            skip_space(c);
            if (c->at >= c->end || *c->at++ != ':') {
                return false;
            }
        }
        if (!skip_value(c, depth)) {
            return false;
        }
        skip_space(c);
        if (c->at >= c->end) {
            return false;
        }
        char next = *c->at++;
        if (next == close) {
            return true;
        }
        if (next != ',') {
            return false;
        }
    }
}

static bool skip_literal(struct cursor *c, const char *word) {
    size_t length = strlen(word);
    if ((size_t) (c->end - c->at) < length || memcmp(c->at, word, length) != 0) {
        return false;
    }
    c->at += length;
    return true;
}

/* Whether there was one at least. */
static bool skip_digits(struct cursor *c) {
    const char *start = c->at;
    while (c->at < c->end && *c->at >= '0' && *c->at <= '9') {
        c->at++;
    }
    return c->at > start;
}

static bool skip_number(struct cursor *c) {
    skip_literal(c, "-");
    if (!skip_literal(c, "0") && !skip_digits(c)) {
        return false;
    }
    if (skip_literal(c, ".") && !skip_digits(c)) {
        return false;
    }
    if (skip_literal(c, "e") || skip_literal(c, "E")) {
        if (!skip_literal(c, "+")) {
            skip_literal(c, "-");
        }
        return skip_digits(c);
    }
    return true;
}

static bool skip_value(struct cursor *c, int depth) {
    skip_space(c);
    if (c->at >= c->end || depth >= MAX_DEPTH) {
        return false;
    }
    switch (*c->at) {
    case '{':
        c->at++;
        return skip_members(c, '}', depth + 1);
    case '[':
        c->at++;
        return skip_members(c, ']', depth + 1);
    case '"':
        return skip_string(c);
    case 't':
        return skip_literal(c, "true");
    case 'f':
        return skip_literal(c, "false");
    case 'n':
        return skip_literal(c, "null");
    default:
        return skip_number(c);
    }
}

static bool is_json_object(const char *text, size_t length) {
    struct cursor c = {text, text + length};
    skip_space(&c);
    if (c.at >= c.end || *c.at != '{' || !skip_value(&c, 0)) {
        return false;
    }
    skip_space(&c);
    return c.at == c.end;
}

/* Finds a member of an object that is known to be well-formed; false when there is none. */
static bool find_member(const char *text, size_t length, const char *name, struct cursor *value) {
    struct cursor c = {text, text + length};
    skip_space(&c);
    c.at++;
    while (true) {
        skip_space(&c);
        const char *key = c.at;
        if (!skip_string(&c)) {
            return false;
        }
        bool found = (size_t) (c.at - key) == strlen(name) + 2 && memcmp(key + 1, name, strlen(name)) == 0;
        skip_space(&c);
        c.at++;
        skip_space(&c);
        const char *start = c.at;
        skip_value(&c, 0);
        if (found) {
            *value = (struct cursor) {start, c.at};
            return true;
        }
        skip_space(&c);
        if (c.at >= c.end || *c.at++ != ',') {
            return false;
        }
    }
}

/* ---- input, socket, answer ---- */

static long remaining_ms(const struct timespec *start, long limit) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    long passed = (now.tv_sec - start->tv_sec) * 1000 + (now.tv_nsec - start->tv_nsec) / 1000000;
    return passed >= limit ? 0 : limit - passed;
}

/* Reads until `wanted` bytes or the end; returns the count, or -1 with errno (ETIMEDOUT when the time is over). */
static ssize_t read_up_to(int fd, char *into, size_t wanted, const struct timespec *start, long limit) {
    size_t have = 0;
    while (have < wanted) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        int n = poll(&ready, 1, (int) remaining_ms(start, limit));
        if (n == 0) {
            errno = ETIMEDOUT;
            return -1;
        }
        ssize_t got = n < 0 ? -1 : read(fd, into + have, wanted - have);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return -1;
        }
        if (got == 0) {
            break;
        }
        have += (size_t) got;
    }
    return (ssize_t) have;
}

static char *allocate(size_t bytes) {
    char *out = malloc(bytes);
    if (out == NULL) {
        die_out_of_memory();
    }
    return out;
}

static struct text read_configuration(void) {
    struct timespec start;
    clock_gettime(CLOCK_MONOTONIC, &start);
    struct text out = {.bytes = allocate(MAX_INPUT + 2), .capacity = MAX_INPUT + 2};
    ssize_t length = read_up_to(STDIN_FILENO, out.bytes, MAX_INPUT + 1, &start, INPUT_TIMEOUT_MS);
    if (length < 0) {
        print_error("1.0.0", CODE_IO, "cannot read the network configuration: %s", strerror(errno));
    }
    if (length > (ssize_t) MAX_INPUT) {
        print_error("1.0.0", CODE_DECODE, "network configuration above %u bytes is refused", MAX_INPUT);
    }
    out.length = (size_t) length;
    out.bytes[out.length] = '\0';
    if (!is_json_object(out.bytes, out.length)) {
        print_error("1.0.0", CODE_DECODE, "the network configuration is not a JSON object");
    }
    return out;
}

static bool is_word_byte(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == 'E' || c == '+' || c == '-' || c == '.';
}

/* The version of the configuration, which errors and results must carry. */
static const char *version_of(const struct text *configuration) {
    static char version[32];
    struct cursor value;
    if (!find_member(configuration->bytes, configuration->length, "cniVersion", &value)) {
        return "0.2.0"; /* what the specification assumes when none is given */
    }
    size_t length = (size_t) (value.end - value.at);
    if (length < 2 || length > sizeof version || *value.at != '"') {
        return "1.0.0";
    }
    for (size_t i = 1; i < length - 1; i++) {
        if (!is_word_byte(value.at[i])) {
            return "1.0.0";
        }
        version[i - 1] = value.at[i];
    }
    return version;
}

static const char *variable(const char *name) {
    const char *value = getenv(name);
    return value == NULL ? "" : value;
}

static const char *required(const char *version, const char *name) {
    const char *value = variable(name);
    if (*value == '\0') {
        print_error(version, CODE_ENVIRONMENT, "required environment variable %s is missing", name);
    }
    return value;
}

static void append_member(struct text *out, const char *separator, const char *name, const char *value) {
    append_text(out, separator);
    append_json(out, name);
    append_text(out, ":");
    append_json(out, value);
}

static struct text request(const char *command, const char *version, const struct text *configuration) {
    struct text out = {0};
    append(&out, "\0\0\0\0", 4); /* the length, filled in below */
    append_member(&out, "{", "command", command);
    append_member(&out, ",", "containerId", required(version, "CNI_CONTAINERID"));
    append_member(&out, ",", "netns", strcmp(command, "DEL") == 0 ? variable("CNI_NETNS") : required(version, "CNI_NETNS"));
    append_member(&out, ",", "ifname", required(version, "CNI_IFNAME"));
    append_member(&out, ",", "args", variable("CNI_ARGS"));
    append_member(&out, ",", "path", required(version, "CNI_PATH"));
    append_text(&out, ",\"config\":");
    append(&out, configuration->bytes, configuration->length);
    append_text(&out, "}");
    uint32_t length = htonl((uint32_t) (out.length - 4));
    memcpy(out.bytes, &length, 4);
    return out;
}

/* How long an ADD waits for the socket: the Node is ready for Pods as soon as our configuration is there, the agent some seconds later.
   A failed ADD would be tried again only after a longer while, and be told to the user as a warning. Removal must not be held up. */
static long patience_ms(const char *command) {
    const char *wanted = variable("ANTREA_CNI_AGENT_WAIT_MS");
    return strcmp(command, "ADD") != 0 ? 0 : *wanted == '\0' ? AGENT_TIMEOUT_MS : atol(wanted);
}

/* A connected socket, or -1. */
static int try_connect(const struct sockaddr_un *address) {
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *) address, sizeof *address) < 0) {
        int reason = errno;
        close(fd);
        errno = reason;
        return -1;
    }
    return fd;
}

static int connect_to_agent(const char *version, const char *command) {
    const char *path = variable("ANTREA_CNI_SOCKET");
    if (*path == '\0') {
        path = DEFAULT_SOCKET;
    }
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        print_error(version, CODE_ENVIRONMENT, "socket path is too long: %s", path);
    }
    strcpy(address.sun_path, path);
    struct timespec start;
    clock_gettime(CLOCK_MONOTONIC, &start);
    long limit = patience_ms(command);
    int fd;
    while ((fd = try_connect(&address)) < 0) {
        int reason = errno;
        if ((reason != ENOENT && reason != ECONNREFUSED) || remaining_ms(&start, limit) <= 0) {
            print_error(version, CODE_TRY_AGAIN, "antrea-agent is not reachable at %s: %s; is it running on this Node?", path,
                strerror(reason));
        }
        poll(NULL, 0, AGENT_POLL_MS);
    }
    /* the agent reads at once; one that does not must not hold the runtime */
    struct timeval send_limit = {.tv_sec = INPUT_TIMEOUT_MS / 1000};
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &send_limit, sizeof send_limit);
    return fd;
}

static struct text read_answer(int fd, const char *version) {
    struct timespec start;
    clock_gettime(CLOCK_MONOTONIC, &start);
    unsigned char head[4];
    ssize_t got = read_up_to(fd, (char *) head, 4, &start, ANSWER_TIMEOUT_MS);
    if (got != 4) {
        print_error(version, CODE_TRY_AGAIN, "no answer from antrea-agent: %s",
            got < 0 ? strerror(errno) : "connection closed");
    }
    uint32_t length = (uint32_t) head[0] << 24 | (uint32_t) head[1] << 16 | (uint32_t) head[2] << 8 | head[3];
    if (length == 0 || length > MAX_ANSWER) {
        print_error(version, CODE_ANSWER, "answer of antrea-agent has an impossible length: %u", length);
    }
    struct text out = {.bytes = allocate((size_t) length + 1), .length = length, .capacity = (size_t) length + 1};
    got = read_up_to(fd, out.bytes, length, &start, ANSWER_TIMEOUT_MS);
    if (got != (ssize_t) length) {
        print_error(version, CODE_TRY_AGAIN, "answer of antrea-agent is cut off: %s",
            got < 0 ? strerror(errno) : "connection closed");
    }
    out.bytes[length] = '\0';
    return out;
}

/* Prints the member "output" as it stands and returns the member "exit". */
static int deliver(const struct text *answer, const char *version) {
    struct cursor code;
    struct cursor output;
    bool understood = is_json_object(answer->bytes, answer->length)
        && find_member(answer->bytes, answer->length, "exit", &code)
        && find_member(answer->bytes, answer->length, "output", &output)
        && code.end - code.at == 1 && (*code.at == '0' || *code.at == '1')
        && (*output.at == '{' || *output.at == 'n');
    if (!understood) {
        print_error(version, CODE_ANSWER, "answer of antrea-agent is not understood");
    }
    if (*output.at == '{'
        && (!write_all(STDOUT_FILENO, output.at, (size_t) (output.end - output.at))
            || !write_all(STDOUT_FILENO, "\n", 1))) {
        return 2;
    }
    return *code.at - '0';
}

static int print_versions(void) {
    static const char versions[] =
        "{\"cniVersion\":\"1.0.0\",\"supportedVersions\":[\"0.3.0\",\"0.3.1\",\"0.4.0\",\"1.0.0\"]}\n";
    return write_all(STDOUT_FILENO, versions, sizeof versions - 1) ? 0 : 2;
}

int main(void) {
    const char *command = variable("CNI_COMMAND");
    if (strcmp(command, "VERSION") == 0) {
        return print_versions();
    }
    if (strcmp(command, "ADD") != 0 && strcmp(command, "DEL") != 0 && strcmp(command, "CHECK") != 0) {
        print_error("1.0.0", CODE_ENVIRONMENT, "unknown CNI_COMMAND: \"%s\"", command);
    }
    struct text configuration = read_configuration();
    const char *version = version_of(&configuration);
    struct text frame = request(command, version, &configuration);
    int fd = connect_to_agent(version, command);
    /* MSG_NOSIGNAL by way of send: a broken pipe is reported, not died of */
    for (size_t sent = 0; sent < frame.length;) {
        ssize_t n = send(fd, frame.bytes + sent, frame.length - sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            print_error(version, CODE_TRY_AGAIN, "antrea-agent does not take the request: %s", strerror(errno));
        }
        sent += (size_t) n;
    }
    struct text answer = read_answer(fd, version);
    return deliver(&answer, version);
}

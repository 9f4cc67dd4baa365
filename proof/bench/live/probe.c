// The benches' own traffic, precise to well below a millisecond while the other core is busy. Runs in the namespace it is started in.
//   probe serve NAME [tcp|udp|quiet PORT]...               greets with NAME whoever connects or sends; quiet: accepts and closes
//   probe every MILLIS tcp|udp ADDRESS PORT WAIT_MILLIS    one probe every MILLIS, each from a fresh source port
//   probe connect COUNT AT_ONCE ADDRESS PORT FIRST_PORT    so many new TCP connections as fast as they come, from FIRST_PORT on
// `every` prints a line a probe: number, nanoseconds of CLOCK_MONOTONIC at its sending and at its answer (0: none), what came of it
// (open, refused, silent), who answered. SIGTERM ends it: what is under way is awaited, then "end MISSED" tells how many were left
// out because the process was not run in time.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { SLOTS = 8192, EVENTS = 64, FIRST_PORT = 20000, PORTS = 45000, LISTEN_MAX = 8 };
typedef struct sockaddr_in6 address;

static volatile sig_atomic_t ending;
static void on_signal(int number) { (void)number; ending = 1; }

static void fail(const char *what) { perror(what); exit(1); }

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

// IPv4 as an IPv4-mapped address: one kind of socket serves both families
static address address_of(const char *text, int port) {
  address a = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
  char mapped[64];
  snprintf(mapped, sizeof mapped, strchr(text, ':') ? "%s" : "::ffff:%s", text);
  if (inet_pton(AF_INET6, mapped, &a.sin6_addr) != 1) { fprintf(stderr, "no address: %s\n", text); exit(2); }
  return a;
}

static int new_socket(int kind) {
  int s = socket(AF_INET6, kind | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), off = 0, on = 1;
  if (s < 0) fail("socket");
  setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  return s;
}

// closes with a reset, so that no port is held for a minute
static void drop(int s) {
  struct linger none = {.l_onoff = 1, .l_linger = 0};
  setsockopt(s, SOL_SOCKET, SO_LINGER, &none, sizeof none);
  close(s);
}

static void watch(int poll, int fd, uint32_t events, uint32_t tag) {
  struct epoll_event e = {.events = events, .data.u32 = tag};
  if (epoll_ctl(poll, EPOLL_CTL_ADD, fd, &e) != 0) fail("epoll_ctl");
}

// ---- serve

typedef struct { int fd; char kind; } listener;

static void greet(const listener *from, const char *name) {
  if (from->kind == 'u') {
    address peer;
    socklen_t length = sizeof peer;
    char content[2048];
    while (recvfrom(from->fd, content, sizeof content, 0, (struct sockaddr *)&peer, &length) >= 0)
      sendto(from->fd, name, strlen(name), 0, (struct sockaddr *)&peer, length);
    return;
  }
  for (int s; (s = accept4(from->fd, NULL, NULL, SOCK_CLOEXEC)) >= 0;) {
    if (from->kind == 't') send(s, name, strlen(name), MSG_NOSIGNAL);
    close(s);
  }
}

static int serve(int count, char **word) {
  listener all[LISTEN_MAX];
  int used = 0, poll = epoll_create1(0);
  for (int i = 1; i + 1 < count && used < LISTEN_MAX; i += 2) {
    int udp = word[i][0] == 'u', s = new_socket(udp ? SOCK_DGRAM : SOCK_STREAM);
    address a = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)atoi(word[i + 1]))};
    if (bind(s, (struct sockaddr *)&a, sizeof a) != 0) fail("bind");
    if (!udp && listen(s, 4096) != 0) fail("listen");
    all[used] = (listener){s, word[i][0]};
    watch(poll, s, EPOLLIN, (uint32_t)used++);
  }
  puts("ready");
  while (!ending) {
    struct epoll_event e[EVENTS];
    int n = epoll_wait(poll, e, EVENTS, -1);
    for (int i = 0; i < n; i++) greet(&all[e[i].data.u32], word[0]);
  }
  return 0;
}

// ---- every

typedef struct { int fd; int64_t sent; } flight;
static flight flights[SLOTS];
static uint32_t oldest, next; // numbers of probes: the oldest one under way, and the next one

static void tell(uint32_t number, int64_t answered, const char *outcome, const char *name) {
  flight *f = &flights[number % SLOTS];
  printf("%u %lld %lld %s %s\n", number, (long long)f->sent, (long long)answered, outcome, name);
  drop(f->fd);
  f->fd = -1;
  while (oldest != next && flights[oldest % SLOTS].fd < 0) oldest++;
}

static void send_probe(int poll, int kind, const address *to) {
  static uint32_t port;
  flight *f = &flights[next % SLOTS];
  if (port == 0) port = (uint32_t)(now() / 1000000) % PORTS; // not where the probe before this one began
  f->fd = new_socket(kind);
  address from = {.sin6_family = AF_INET6};
  do from.sin6_port = htons((uint16_t)(FIRST_PORT + port++ % PORTS));
  while (bind(f->fd, (struct sockaddr *)&from, sizeof from) != 0 && errno == EADDRINUSE);
  f->sent = now();
  int refused = connect(f->fd, (const struct sockaddr *)to, sizeof *to) != 0 && errno != EINPROGRESS;
  if (!refused && kind == SOCK_DGRAM) send(f->fd, "?", 1, 0);
  watch(poll, f->fd, EPOLLIN, next % SLOTS);
  next++;
  if (refused) tell(next - 1, now(), "refused", "-");
}

static void take_answer(uint32_t slot) {
  uint32_t number = oldest + (slot - oldest % SLOTS + SLOTS) % SLOTS;
  flight *f = &flights[slot];
  if (f->fd < 0) return;
  char name[64];
  ssize_t got = recv(f->fd, name, sizeof name - 1, 0);
  if (got < 0 && errno == EAGAIN) return;
  if (got < 0) { tell(number, now(), "refused", "-"); return; }
  name[got] = 0;
  tell(number, now(), "open", got > 0 ? name : "-");
}

static int every(char **word) {
  int64_t interval = (int64_t)(atof(word[0]) * 1e6), patience = atoll(word[4]) * 1000000;
  int kind = word[1][0] == 'u' ? SOCK_DGRAM : SOCK_STREAM, poll = epoll_create1(0), timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  address to = address_of(word[2], atoi(word[3]));
  struct itimerspec beat = {{interval / 1000000000, interval % 1000000000}, {0, 1}};
  if (timerfd_settime(timer, 0, &beat, NULL) != 0) fail("timerfd");
  watch(poll, timer, EPOLLIN, SLOTS);
  uint64_t missed = 0;
  while (!ending || oldest != next) {
    struct epoll_event e[EVENTS];
    int n = epoll_wait(poll, e, EVENTS, 100);
    for (int i = 0; i < n; i++) {
      uint64_t beats = 0;
      if (e[i].data.u32 != SLOTS) take_answer(e[i].data.u32);
      else if (read(timer, &beats, sizeof beats) == sizeof beats && !ending) {
        missed += beats - 1;
        if (next - oldest < SLOTS) send_probe(poll, kind, &to); else missed++;
      }
    }
    while (oldest != next && flights[oldest % SLOTS].sent + patience < now()) tell(oldest, 0, "silent", "-");
  }
  printf("end %llu\n", (unsigned long long)missed);
  return 0;
}

// ---- connect

// Source ports are counted up, and none is used twice: the connection table of userspace OVS 3.1 refuses the tuple of a translated
// connection that has ended until its sweep comes by ("tuple space exhaustion"), and the kernel chooses soon again what it had.
static int begin(int poll, const address *to, uint32_t slot, int *source_port) {
  int s = new_socket(SOCK_STREAM);
  address from = {.sin6_family = AF_INET6};
  do from.sin6_port = htons((uint16_t)(*source_port)++);
  while (bind(s, (const struct sockaddr *)&from, sizeof from) != 0 && errno == EADDRINUSE); // what iperf3 had a minute ago
  if (connect(s, (const struct sockaddr *)to, sizeof *to) != 0 && errno != EINPROGRESS) fail("connect");
  watch(poll, s, EPOLLOUT, slot);
  return s;
}

static int connections(char **word) {
  int at_once = atoi(word[1]), poll = epoll_create1(0), open[EVENTS];
  if (at_once < 1 || at_once > EVENTS) { fprintf(stderr, "at once: 1 to %d\n", EVENTS); return 2; }
  address to = address_of(word[2], atoi(word[3]));
  uint64_t made = 0, failed = 0, wanted = (uint64_t)atoll(word[0]);
  int source_port = atoi(word[4]);
  int64_t begun = now();
  for (int i = 0; i < at_once; i++) open[i] = begin(poll, &to, (uint32_t)i, &source_port);
  while (made + failed < wanted) {
    struct epoll_event e[EVENTS];
    int n = epoll_wait(poll, e, EVENTS, 100);
    for (int i = 0; i < n; i++) {
      int slot = (int)e[i].data.u32, fault = 0;
      socklen_t length = sizeof fault;
      getsockopt(open[slot], SOL_SOCKET, SO_ERROR, &fault, &length);
      if (fault) failed++; else made++;
      drop(open[slot]);
      open[slot] = begin(poll, &to, (uint32_t)slot, &source_port);
    }
  }
  printf("%llu %llu %.3f\n", (unsigned long long)made, (unsigned long long)failed, (double)(now() - begun) / 1e9);
  return 0;
}

int main(int count, char **word) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  prctl(PR_SET_PDEATHSIG, SIGTERM); // ends with the bench that started it
  struct sigaction stop = {.sa_handler = on_signal};
  sigaction(SIGTERM, &stop, NULL);
  sigaction(SIGINT, &stop, NULL);
  if (count >= 5 && strcmp(word[1], "serve") == 0) return serve(count - 2, word + 2);
  if (count == 7 && strcmp(word[1], "connect") == 0) return connections(word + 2);
  if (count == 7 && strcmp(word[1], "every") == 0) {
    struct sched_param soon = {.sched_priority = 1};
    sched_setscheduler(0, SCHED_FIFO, &soon); // a probe that comes late measures the scheduler; where it is refused, `end` tells
    return every(word + 2);
  }
  fprintf(stderr, "probe serve|every|connect, see the source\n");
  return 2;
}

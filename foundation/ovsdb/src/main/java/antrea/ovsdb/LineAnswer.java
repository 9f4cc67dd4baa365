package antrea.ovsdb;

import antrea.ovsdb.OvsdbException.Reason;
import java.io.IOException;
import java.io.Reader;
import java.util.function.Consumer;

/// Reads the one answer of a control connection, `{"id":0,"result":"…","error":null}` (ovs-appctl(8), JSON-RPC 1.0),
/// and hands out the lines of its result as they arrive: a list of a million connections never is in memory as a
/// whole.
final class LineAnswer {
    /// Characters that a single line may have, and all that is not the result.
    private static final int MOST = 1 << 16;

    private final Reader in;
    private final Consumer<String> lines;
    private String error = "null";

    private LineAnswer(Reader in, Consumer<String> lines) {
        this.in = in;
        this.lines = lines;
    }

    /// Returns the error of the answer as JSON, `null` when there is none. Throws [OvsdbException] (PROTOCOL) for
    /// anything that is not such an answer, and [IOException] when it ends early or the reader throws it.
    static String read(Reader in, Consumer<String> lines) throws IOException {
        LineAnswer answer = new LineAnswer(in, lines);
        answer.object();
        return answer.error;
    }

    private void object() throws IOException {
        expect('{');
        int next;
        do {
            expect('"');
            String name = text();
            expect(':');
            next = member(name);
        } while (next == ',');
        if (next != '}') {
            throw odd(next);
        }
    }

    /// Returns the character behind it.
    private int member(String name) throws IOException {
        int first = word();
        if (first == '"') {
            if (name.equals("result")) {
                result();
            } else {
                note(name, text());
            }
            return word();
        }
        StringBuilder plain = new StringBuilder();
        int c = first;
        while (c != ',' && c != '}') {
            if (c == '{' || c == '[' || c == '"') {
                throw odd(c);
            }
            append(plain, c);
            c = word();
        }
        if (!name.equals("id")) {
            note(name, plain.toString());
        }
        return c;
    }

    private void note(String name, String value) {
        if (name.equals("error")) {
            error = value;
        }
    }

    private void result() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = read(); c != '"'; c = read()) {
            int character = c == '\\' ? escaped() : c;
            if (character == '\n') {
                lines.accept(line.toString());
                line.setLength(0);
            } else {
                append(line, character);
            }
        }
        if (!line.isEmpty()) {
            lines.accept(line.toString());
        }
    }

    private String text() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = read(); c != '"'; c = read()) {
            append(text, c == '\\' ? escaped() : c);
        }
        return text.toString();
    }

    private int escaped() throws IOException {
        int c = read();
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> unit();
            case '"', '\\', '/' -> c;
            default -> throw odd(c);
        };
    }

    private int unit() throws IOException {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int c = read();
            int digit = Character.digit(c, 16);
            if (digit < 0) {
                throw odd(c);
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private void expect(char wanted) throws IOException {
        int c = word();
        if (c != wanted) {
            throw odd(c);
        }
    }

    /// The next character that is not white space.
    private int word() throws IOException {
        int c = read();
        while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            c = read();
        }
        return c;
    }

    private int read() throws IOException {
        int c = in.read();
        if (c < 0) {
            throw new IOException("the answer ends early");
        }
        return c;
    }

    private static void append(StringBuilder text, int character) {
        if (text.length() == MOST) {
            throw new OvsdbException(Reason.PROTOCOL, "a line of an answer is longer than " + MOST + " characters");
        }
        text.append((char) character);
    }

    private static OvsdbException odd(int character) {
        return new OvsdbException(Reason.PROTOCOL, "no answer of a daemon: unexpected '" + (char) character + "'");
    }
}

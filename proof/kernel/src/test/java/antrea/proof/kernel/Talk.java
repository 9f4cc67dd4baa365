package antrea.proof.kernel;

import antrea.net.IpAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// An open TCP connection out of a namespace, or a UDP socket that keeps its port.
final class Talk implements AutoCloseable {
    /// The answer where a refusal came.
    static final String REFUSED = "refused";

    /// Sends each line that it reads, and prints what came back.
    private static final String LOOP = """
            exec 3<>"/dev/$1/$2/$3" || exit 1
            while read -r line; do
              printf %s "$line" >&3
              answer=$(busybox timeout 1 dd bs=4096 count=1 <&3 2>/dev/null)
              case $? in 0) echo "$answer" ;; 143) echo ;; *) echo refused ;; esac
            done
            """;

    private final String what;
    private final Process process;
    private final BufferedReader answers;

    private Talk(String namespace, String protocol, IpAddress target, int port) {
        what = protocol + " from " + namespace + " to " + target + " port " + port;
        try {
            process = new ProcessBuilder(List.of(
                            "ip",
                            "netns",
                            "exec",
                            namespace,
                            "bash",
                            "-c",
                            LOOP,
                            "talk",
                            protocol,
                            target.toString(),
                            Integer.toString(port)))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(what, e);
        }
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    static Talk udp(String namespace, IpAddress target, int port) {
        return new Talk(namespace, "udp", target, port);
    }

    static Talk tcp(String namespace, IpAddress target, int port) {
        return new Talk(namespace, "tcp", target, port);
    }

    /// The answer to one packet from a port of its own.
    static String udpOnce(String namespace, IpAddress target, int port) {
        try (Talk talk = udp(namespace, target, port)) {
            return talk.ask("?");
        }
    }

    /// What came back, [#REFUSED], or nothing when nothing came for a second.
    String ask(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new AssertionError(what + ": ended");
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(what, e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}

package antrea.runtime.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LastResortTest {
    /// A program whose worker ends by what its argument names; it waits for the worker and then for its standard input.
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            LastResort.install();
            Runnable work = () -> {
                if (arguments[0].equals("error")) {
                    throw new StackOverflowError("too deep");
                }
                throw new IllegalStateException("a slip");
            };
            Thread worker = arguments[1].equals("virtual")
                    ? Thread.ofVirtual().name("worker").start(work)
                    : Thread.ofPlatform().name("worker").start(work);
            worker.join();
            System.exit(System.in.read() < 0 ? 0 : 2);
        }
    }

    @ParameterizedTest
    @CsvSource({"error,virtual,1,too deep", "error,platform,1,too deep", "exception,virtual,0,a slip"})
    void anErrorEndsTheProcessAndAnExceptionIsLogged(String fault, String kind, int exitCode, String said)
            throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        fault,
                        kind)
                .redirectErrorStream(true)
                .start();
        try {
            if (exitCode == 0) {
                process.getOutputStream().close();
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), output);
            assertEquals(exitCode, process.exitValue(), output);
            assertTrue(output.contains("worker") && output.contains(said), output);
        } finally {
            process.destroyForcibly();
        }
    }
}

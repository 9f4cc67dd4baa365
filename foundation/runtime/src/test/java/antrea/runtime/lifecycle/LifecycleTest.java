package antrea.runtime.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.runtime.config.ConfigException;
import antrea.runtime.log.LogOptions;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LifecycleTest {
    private final List<String> done = new ArrayList<>();
    private final Lifecycle lifecycle = new Lifecycle();

    private Part part(String name) {
        return new Part(name, () -> done.add("+" + name), () -> done.add("-" + name));
    }

    @Test
    void partsStopInReverse() {
        lifecycle.start(List.of(part("a"), part("b"), Part.closing("c", () -> done.add("-c"))));
        lifecycle.stop();
        lifecycle.stop();
        assertEquals(List.of("+a", "+b", "-c", "-b", "-a"), done);
    }

    @Test
    void partThatCannotStartStopsThoseBeforeIt() {
        Part broken = new Part(
                "broken",
                () -> {
                    throw new IllegalStateException("boom");
                },
                () -> done.add("-broken"));
        assertThrows(IllegalStateException.class, () -> lifecycle.start(List.of(part("a"), broken, part("b"))));
        assertEquals(List.of("+a", "-a"), done);
    }

    @Test
    void partThatCannotStopKeepsNobodyFromStopping() {
        Part stubborn = Part.closing("stubborn", () -> {
            throw new IllegalStateException("boom");
        });
        lifecycle.start(List.of(part("a"), stubborn));
        lifecycle.stop();
        assertEquals(List.of("+a", "-a"), done);
    }

    @Test
    void askingEndsTheWait() {
        lifecycle.askToStop();
        lifecycle.awaitStop();
    }

    /// Run as a process of its own by the test below.
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) {
            new Lifecycle()
                    .runUntilSignal(
                            List.of(
                                    new Part("a", () -> {}, () -> System.getLogger("main")
                                            .log(Level.INFO, "bye a")),
                                    Part.closing(
                                            "b", () -> System.getLogger("main").log(Level.INFO, "bye b"))),
                            Duration.ofSeconds(20));
        }
    }

    @Test
    void signalStopsTheProcessInOrderAndEndsItWell() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home", ""), "bin", "java")
                                .toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path", ""),
                        Main.class.getName())
                .redirectErrorStream(true)
                .start();
        try (java.io.BufferedReader out = process.inputReader()) {
            String line = out.readLine();
            while (line != null && !line.contains("Starting, part=b")) {
                line = out.readLine();
            }
            // through the handle, since Process.destroy also closes the stream we read
            process.toHandle().destroy();
            List<String> rest = out.lines().map(l -> l.replaceFirst(".*] ", "")).toList();
            assertEquals(List.of("bye b", "Stopped, part=b", "bye a", "Stopped, part=a"), rest);
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    private static CommandLine parse(String... arguments) {
        return CommandLine.parse("antrea-agent", "v1.15.0-j", List.of(arguments));
    }

    @Test
    void flagsOfTheChartAreRead() {
        CommandLine.Run run = assertInstanceOf(
                CommandLine.Run.class,
                parse(
                        "--config=/etc/antrea/antrea-agent.conf",
                        "--logtostderr=false",
                        "--log_dir=/var/log/antrea",
                        "--alsologtostderr",
                        "--log_file_max_size=100",
                        "--log_file_max_num=4",
                        "--v=4"));
        assertEquals(Optional.of(Path.of("/etc/antrea/antrea-agent.conf")), run.configFile());
        assertEquals(
                new LogOptions(
                        4,
                        Optional.of(new LogOptions.Files(
                                Path.of("/var/log/antrea"), "antrea-agent", 100L * 1024 * 1024, 4)),
                        true,
                        Level.ERROR),
                run.log());
    }

    @Test
    void nothingGivenLogsToStandardErrorOnly() {
        assertEquals(new CommandLine.Run(Optional.empty(), LogOptions.STDERR), parse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-v 4", "-v=4", "-v4", "--v 4", "--v=4", "--V=4"})
    void verbosityIsSpelledInManyWays(String text) {
        assertEquals(
                4,
                assertInstanceOf(CommandLine.Run.class, parse(text.split(" ")))
                        .log()
                        .verbosity());
    }

    @Test
    void versionAndHelpArePrinted() {
        assertEquals(new CommandLine.Print("antrea-agent version v1.15.0-j\n"), parse("--version"));
        assertTrue(assertInstanceOf(CommandLine.Print.class, parse("-h")).text().contains("--config"));
        assertEquals(
                new CommandLine.Graph(Optional.of(Path.of("/etc/x.conf"))),
                parse("--graph", "--config", "/etc/x.conf"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --confg=x                 | unknown flag --confg (did you mean --config?)
            --config                  | needs a value
            file                      | no positional arguments
            --logtostderr=maybe       | expected true or false
            --log-file-max-num=70000  | expected a number from 0 to 65535
            --stderrthreshold=LOUD    | expected INFO, WARNING
            --log_file=/tmp/x         | --log_file is not supported
            """)
    void wrongFlagsAreRefused(String argument, String expected) {
        String message = String.valueOf(
                assertThrows(ConfigException.class, () -> parse(argument)).getMessage());
        assertTrue(message.contains(expected), message);
    }
}

package antrea.controller;

import antrea.controller.config.ControllerConfig;
import antrea.kube.access.AccessException;
import antrea.runtime.config.ConfigException;
import antrea.runtime.lifecycle.CommandLine;
import antrea.runtime.lifecycle.LastResort;
import antrea.runtime.lifecycle.Lifecycle;
import antrea.runtime.log.KlogFinder;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The main of antrea-controller.
public final class ControllerMain {
    private static final System.Logger LOG = System.getLogger(ControllerMain.class.getName());
    private static final Duration GRACE = Duration.ofSeconds(5);

    private ControllerMain() {}

    public static void main(String[] arguments) {
        LastResort.install();
        try {
            switch (CommandLine.parse(Product.PROGRAM, Product.VERSION, List.of(arguments))) {
                case CommandLine.Print(String text) -> print(text);
                case CommandLine.Graph(Optional<Path> file) -> {
                    read(file);
                    Controller.features().forEach(id -> print("%-14s %s\n".formatted(id.gate(), id.description())));
                }
                case CommandLine.Run run -> run(run);
            }
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private static void run(CommandLine.Run run) {
        KlogFinder.backend().configure(run.log());
        ControllerConfig config = read(run.configFile());
        config.warnings().forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning));
        Controller controller = new Controller(config, Product.of(System.getenv()), System.getenv());
        new Lifecycle().runUntilSignal(controller.parts(), GRACE);
    }

    private static ControllerConfig read(Optional<Path> file) {
        if (file.isEmpty()) {
            return ControllerConfig.read("", "no file");
        }
        try {
            return ControllerConfig.read(
                    Files.readString(file.get()), file.get().toString());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the configuration " + file.get(), e);
        }
    }

    /// What the user can mend is said in one line; a fault of ours with its stack.
    private static void fail(RuntimeException e) {
        switch (e) {
            case ConfigException _, AccessException _, UncheckedIOException _ ->
                LOG.log(System.Logger.Level.ERROR, "Cannot start, error=\"{0}\"", e.getMessage());
            default -> LOG.log(System.Logger.Level.ERROR, "Cannot start", e);
        }
        System.exit(1);
    }

    @SuppressWarnings("SystemOut") // the answer to --help and --version
    private static void print(String text) {
        PrintStream out = System.out;
        out.print(text);
        out.flush();
    }
}

package antrea.agent;

import antrea.agent.config.AgentConfig;
import antrea.runtime.config.ConfigException;
import antrea.runtime.lifecycle.CommandLine;
import antrea.runtime.lifecycle.LastResort;
import antrea.runtime.log.KlogFinder;
import antrea.runtime.log.LogOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Starts antrea-agent.
public final class AgentMain {
    static final String VERSION = "v1.15.0-j";

    private AgentMain() {}

    public static void main(String[] arguments) {
        LastResort.install();
        int code = run(List.of(arguments), System.getenv());
        if (code >= 0) {
            System.exit(code);
        }
    }

    /// The code to exit with, or -1 when the agent has run and ended.
    private static int run(List<String> arguments, Map<String, String> environment) {
        CommandLine.Run command;
        AgentConfig config;
        try {
            switch (CommandLine.parse("antrea-agent", VERSION, arguments)) {
                case CommandLine.Print(String text) -> {
                    console().print(text);
                    return 0;
                }
                case CommandLine.Graph(Optional<Path> file) -> {
                    console().print(Graph.of(read(file, environment)));
                    return 0;
                }
                case CommandLine.Run run -> command = run;
            }
            KlogFinder.backend().configure(command.log());
            config = read(command.configFile(), environment);
            System.Logger log = System.getLogger(AgentMain.class.getName());
            config.warnings().forEach(warning -> log.log(Logger.Level.WARNING, warning));
        } catch (ConfigException | IOException e) {
            System.getLogger(AgentMain.class.getName()).log(Logger.Level.ERROR, "cannot start: {0}", e.getMessage());
            return 1;
        }
        try {
            new Agent(config, environment, logFolder(command)).run();
            return -1;
        } catch (RuntimeException | Error e) { // half an agent that goes on is worse than none
            System.getLogger(AgentMain.class.getName()).log(Logger.Level.ERROR, "cannot start: " + e.getMessage(), e);
            return 1;
        }
    }

    private static AgentConfig read(Optional<Path> file, Map<String, String> environment) throws IOException {
        String text = file.isPresent() ? Files.readString(file.get()) : "";
        return AgentConfig.read(text, file.map(Path::toString).orElse("defaults"), environment);
    }

    /// Where the flag `log_dir` says, or where the original keeps them.
    private static Path logFolder(CommandLine.Run command) {
        return command.log().files().map(LogOptions.Files::directory).orElse(Path.of("/var/log/antrea"));
    }

    /// `--help` and `--version` are answers to a person, not log lines.
    @SuppressWarnings("SystemOut")
    private static PrintStream console() {
        return System.out;
    }
}

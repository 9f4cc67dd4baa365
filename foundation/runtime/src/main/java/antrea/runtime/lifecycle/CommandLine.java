package antrea.runtime.lifecycle;

import antrea.runtime.config.ConfigException;
import antrea.runtime.config.NearestWord;
import antrea.runtime.log.LogOptions;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The flags of antrea-agent and antrea-controller: `--config`, `--version`, `--graph`, `--help`, and those of
/// klog. Both `--name=value` and `--name value`, one dash or two, underscores or dashes inside names.
public sealed interface CommandLine {
    /// Run with this file and these log options.
    ///
    /// @param configFile empty when not given: everything by default
    record Run(Optional<Path> configFile, LogOptions log) implements CommandLine {}

    /// Print what the process is made of under this file, and end well.
    ///
    /// @param configFile empty when not given: everything by default
    record Graph(Optional<Path> configFile) implements CommandLine {}

    /// Print a text and end well.
    record Print(String text) implements CommandLine {}

    /// Flags with their kinds; `true` marks those without value.
    Map<String, Boolean> FLAGS = Map.ofEntries(
            Map.entry("config", false),
            Map.entry("version", true),
            Map.entry("graph", true),
            Map.entry("help", true),
            Map.entry("v", false),
            Map.entry("logtostderr", true),
            Map.entry("alsologtostderr", true),
            Map.entry("stderrthreshold", false),
            Map.entry("log_dir", false),
            Map.entry("log_file", false),
            Map.entry("log_file_max_size", false),
            Map.entry("log_file_max_num", false),
            Map.entry("log_flush_frequency", false),
            Map.entry("skip_headers", true),
            Map.entry("skip_log_headers", true),
            Map.entry("add_dir_header", true),
            Map.entry("one_output", true),
            Map.entry("vmodule", false),
            Map.entry("log_backtrace_at", false));

    /// Flags of klog that do something we do not: only their empty or false value is accepted.
    List<String> UNSUPPORTED =
            List.of("log_file", "vmodule", "log_backtrace_at", "skip_headers", "add_dir_header", "one_output");

    String HELP = """
            Usage: %s [flags]

            Flags:
                  --config string              The path to the configuration file
                  --version                    Print the version and exit
                  --graph                      Print the modules and tables of this configuration and exit
              -h, --help                       Print this help and exit
              -v, --v int                      Number for the log level verbosity
                  --logtostderr                Log to standard error instead of files (default true)
                  --alsologtostderr            Log to standard error as well as files
                  --stderrthreshold severity   Lines of this severity and above go to standard error beside files (default ERROR)
                  --log_dir string             Write log files in this directory
                  --log_file_max_size uint     The size in MB at which a log file is followed by a new one (default 1800)
                  --log_file_max_num uint16    How many log files of a severity are kept; 0 for all
            """;

    int DEFAULT_FILE_MEGABYTES = 1800;
    int MOST_FILE_MEGABYTES = 100 * 1024;

    /// Reads the arguments. Throws [ConfigException] naming the flag that is unknown or has no use for its value.
    static CommandLine parse(String program, String version, List<String> arguments) {
        Map<String, String> given = new TreeMap<>();
        List<String> rest = new ArrayList<>(arguments);
        while (!rest.isEmpty()) {
            take(rest, given);
        }
        for (String flag : UNSUPPORTED) {
            if (!List.of("", "false", ":0").contains(given.getOrDefault(flag, ""))) {
                throw new ConfigException("--" + flag + " is not supported; log files go to --log_dir");
            }
        }
        if (given.containsKey("help")) {
            return new Print(HELP.formatted(program));
        }
        if (given.containsKey("version")) {
            return new Print(program + " version " + version + "\n");
        }
        Optional<Path> configFile = Optional.ofNullable(given.get("config")).map(Path::of);
        return given.containsKey("graph") ? new Graph(configFile) : new Run(configFile, log(program, given));
    }

    private static void take(List<String> rest, Map<String, String> given) {
        String argument = rest.removeFirst();
        if (!argument.startsWith("-") || argument.equals("-") || argument.equals("--")) {
            throw new ConfigException("no positional arguments are supported, got \"" + argument + "\"");
        }
        String[] pair = argument.replaceFirst("^--?", "").split("=", 2);
        String name = pair[0].toLowerCase(Locale.ROOT).replace('-', '_');
        name = name.equals("h") ? "help" : name;
        // -v2 is -v 2
        boolean joined = name.matches("v[0-9]+") && pair.length == 1;
        String value = joined ? name.substring(1) : pair.length == 2 ? pair[1] : "";
        String flag = joined ? "v" : name;
        if (!FLAGS.containsKey(flag)) {
            throw new ConfigException("unknown flag --" + pair[0]
                    + NearestWord.of(flag, FLAGS.keySet())
                            .map(n -> " (did you mean --" + n + "?)")
                            .orElse(""));
        }
        if (pair.length == 1 && !joined) {
            value = FLAGS.getOrDefault(flag, false) ? "true" : next(rest, flag);
        }
        given.put(flag, value);
    }

    private static String next(List<String> rest, String flag) {
        if (rest.isEmpty()) {
            throw new ConfigException("the flag --" + flag + " needs a value");
        }
        return rest.removeFirst();
    }

    private static LogOptions log(String program, Map<String, String> given) {
        boolean onlyStderr = bool(given, "logtostderr", true);
        boolean alsoStderr = bool(given, "alsologtostderr", false);
        long megabytes = number(given, "log_file_max_size", DEFAULT_FILE_MEGABYTES, MOST_FILE_MEGABYTES);
        int count = (int) number(given, "log_file_max_num", 0, 65535);
        String directory = given.getOrDefault("log_dir", System.getProperty("java.io.tmpdir", "/tmp"));
        Optional<LogOptions.Files> files = onlyStderr
                ? Optional.empty()
                : Optional.of(
                        new LogOptions.Files(Path.of(directory), program, Math.max(1, megabytes) * 1024 * 1024, count));
        return new LogOptions(
                (int) number(given, "v", 0, Integer.MAX_VALUE), files, onlyStderr || alsoStderr, threshold(given));
    }

    private static boolean bool(Map<String, String> given, String flag, boolean otherwise) {
        String text = given.getOrDefault(flag, Boolean.toString(otherwise));
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "t", "1" -> true;
            case "false", "f", "0" -> false;
            default -> throw new ConfigException("--" + flag + ": expected true or false, got \"" + text + "\"");
        };
    }

    private static long number(Map<String, String> given, String flag, long otherwise, long most) {
        String text = given.getOrDefault(flag, Long.toString(otherwise));
        try {
            long value = Long.parseLong(text);
            if (value >= 0 && value <= most) {
                return value;
            }
        } catch (NumberFormatException _) {
            // refused below
        }
        throw new ConfigException("--" + flag + ": expected a number from 0 to " + most + ", got \"" + text + "\"");
    }

    private static Level threshold(Map<String, String> given) {
        String text = given.getOrDefault("stderrthreshold", "ERROR");
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "0", "INFO" -> Level.ALL;
            case "1", "WARNING" -> Level.WARNING;
            case "2", "ERROR" -> Level.ERROR;
            case "3", "FATAL" -> Level.OFF;
            default ->
                throw new ConfigException(
                        "--stderrthreshold: expected INFO, WARNING, ERROR or FATAL, got \"" + text + "\"");
        };
    }
}

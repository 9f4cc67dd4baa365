package antrea.runtime.log;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;

/// Where to log and how much; the klog flags of the original.
///
/// @param verbosity `-v`
/// @param files where to write files, empty for none
/// @param stderr every line goes to standard error
/// @param stderrThreshold with files and without `stderr`, lines of this level and above go to standard error too
public record LogOptions(int verbosity, Optional<Files> files, boolean stderr, Level stderrThreshold) {
    public static final LogOptions STDERR = new LogOptions(0, Optional.empty(), true, Level.ERROR);

    private static final int DEBUG_VERBOSITY = 1;
    private static final int TRACE_VERBOSITY = 5;

    /// Log files of one program.
    ///
    /// @param maxCount how many files of a level are kept; 0 for all
    public record Files(Path directory, String program, long maxBytes, int maxCount) {}

    /// The level that a verbosity stands for: 0 is INFO, 1 … 4 are DEBUG, 5 and above are TRACE.
    public static Level levelOf(int verbosity) {
        if (verbosity >= TRACE_VERBOSITY) {
            return Level.TRACE;
        }
        return verbosity >= DEBUG_VERBOSITY ? Level.DEBUG : Level.INFO;
    }
}

package antrea.linux.proc;

import antrea.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Memory of a process in bytes (proc_pid_status(5)): resident now, and the most it ever was.
public record ProcessMemory(long residentBytes, long peakResidentBytes) {
    /// Of this process.
    public static ProcessMemory read() {
        return read(Path.of("/proc/self/status"));
    }

    /// Of the process whose status file that is.
    public static ProcessMemory read(Path statusFile) {
        try {
            return parse(Files.readString(statusFile));
        } catch (IOException e) {
            throw new LinuxException("cannot read " + statusFile, e);
        }
    }

    static ProcessMemory parse(String text) {
        return new ProcessMemory(field(text, "VmRSS"), field(text, "VmHWM"));
    }

    private static long field(String text, String name) {
        for (String line : text.split("\n")) {
            if (line.startsWith(name + ":") && line.endsWith(" kB")) {
                String number =
                        line.substring(name.length() + 1, line.length() - 3).strip();
                try {
                    return Math.multiplyExact(Long.parseLong(number), 1024L);
                } catch (ArithmeticException | NumberFormatException e) {
                    throw new LinuxException("process status: not a size: " + line, e);
                }
            }
        }
        throw new LinuxException("process status has no line " + name);
    }
}

package antrea.linux.command;

/// How a program ended: its exit code and what it wrote.
public record CommandResult(int exitCode, String output, String errors) {
    public boolean isSuccess() {
        return exitCode == 0;
    }
}

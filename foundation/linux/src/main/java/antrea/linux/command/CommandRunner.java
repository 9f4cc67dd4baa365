package antrea.linux.command;

import antrea.linux.LinuxException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs a program to its end, with a time limit. A fork costs some 3 ms: for what happens per Pod there is
/// netlink.
public final class CommandRunner {
    private static final Executor STREAMS =
            task -> Thread.ofVirtual().name("command-stream").start(task);

    private final List<String> prefix;
    private final Duration timeout;

    /// `prefix` is put before each command (as `nsenter --net=FILE`); usually it is empty.
    public CommandRunner(List<String> prefix, Duration timeout) {
        this.prefix = List.copyOf(prefix);
        this.timeout = timeout;
    }

    /// Runs the command with `input` as its standard input. Throws [LinuxException] when it cannot be started or
    /// does not end in time (it is killed then); a failure of the command itself is in the result.
    public CommandResult run(List<String> command, String input) {
        List<String> full = new ArrayList<>(prefix);
        full.addAll(command);
        Process process = start(full);
        try {
            CompletableFuture<String> output =
                    CompletableFuture.supplyAsync(() -> text(process.getInputStream()), STREAMS);
            CompletableFuture<String> errors =
                    CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), STREAMS);
            CompletableFuture<Void> fed = CompletableFuture.runAsync(() -> feed(process, input), STREAMS);
            if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new LinuxException(command.getFirst() + " did not end within " + timeout + " and was killed");
            }
            fed.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return new CommandResult(
                    process.exitValue(),
                    output.get(timeout.toNanos(), TimeUnit.NANOSECONDS),
                    errors.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LinuxException(command.getFirst() + ": interrupted while it ran", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new LinuxException(command.getFirst() + ": its output could not be read", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /// As [#run], and throws [LinuxException] with the program's words when it fails.
    public String runSuccessfully(List<String> command, String input) {
        CommandResult result = run(command, input);
        if (!result.isSuccess()) {
            throw new LinuxException(String.join(" ", command) + " failed with exit code " + result.exitCode() + ": "
                    + result.errors().strip());
        }
        return result.output();
    }

    private static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new LinuxException("cannot start " + command.getFirst() + "; is it installed?", e);
        }
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A program may end without reading all of its input; its exit code tells whether that was right.
    private static void feed(Process process, String input) {
        try (OutputStream stream = process.getOutputStream()) {
            stream.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            System.getLogger(CommandRunner.class.getName())
                    .log(System.Logger.Level.DEBUG, "input not read to its end", e);
        }
    }
}

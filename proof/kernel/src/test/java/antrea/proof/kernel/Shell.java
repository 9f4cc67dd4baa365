package antrea.proof.kernel;

import antrea.linux.command.CommandResult;
import antrea.linux.command.CommandRunner;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Commands in a network namespace, and waiting.
final class Shell {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long PATIENCE_NANOS = Duration.ofMinutes(2).toNanos();

    private Shell() {}

    /// Runs words separated by blanks and returns the output. Throws when the command fails.
    static String run(String words) {
        return new CommandRunner(List.of(), LIMIT).runSuccessfully(List.of(words.split(" ", -1)), "");
    }

    /// As [#run], in a namespace.
    static String in(String namespace, String words) {
        return run("ip netns exec " + namespace + " " + words);
    }

    static CommandResult attempt(String namespace, String words) {
        return new CommandRunner(List.of("ip", "netns", "exec", namespace), LIMIT)
                .run(List.of(words.split(" ", -1)), "");
    }

    /// Runs all at the same time: each waits for something else.
    static void together(Runnable... checks) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture.allOf(Arrays.stream(checks)
                            .map(check -> CompletableFuture.runAsync(check, threads))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        }
    }

    static void await(String what, BooleanSupplier condition) {
        await(() -> "never: " + what, condition);
    }

    /// Looks again and again: what is waited for is what a command says of a kernel or of a switch, of which no event
    /// tells.
    static void await(Supplier<String> complaint, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(complaint.get());
            }
            LockSupport.parkNanos(50_000_000);
        }
    }
}

package antrea.proof.kernel;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// Runs the named test classes in this process and prints `ok NAME` or `FAIL NAME: why` for each test.
/// `-Class.method` leaves one out.
public final class GuestTests implements TestExecutionListener {
    private final List<String> leftOut;
    private final Map<String, Long> started = new HashMap<>();
    private int passed;
    private int failed;

    private GuestTests(List<String> leftOut) {
        this.leftOut = leftOut;
    }

    public static void main(String[] arguments) {
        List<String> leftOut = new ArrayList<>();
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        for (String argument : arguments) {
            if (argument.startsWith("-")) {
                leftOut.add(argument.substring(1));
            } else {
                request.selectors(selectClass(argument));
            }
        }
        GuestTests listener = new GuestTests(leftOut);
        listener.run(request.filters((org.junit.platform.launcher.PostDiscoveryFilter)
                        descriptor -> org.junit.platform.engine.FilterResult.includedIf(descriptor
                                .getSource()
                                .filter(MethodSource.class::isInstance)
                                .map(MethodSource.class::cast)
                                .filter(listener::isLeftOut)
                                .isEmpty()))
                .build());
        System.exit(listener.failed == 0 && listener.passed > 0 ? 0 : 1);
    }

    private void run(LauncherDiscoveryRequest request) {
        LauncherFactory.create().execute(request, this);
    }

    private boolean isLeftOut(MethodSource method) {
        return leftOut.contains(simple(method.getClassName()) + "." + method.getMethodName());
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        started.put(test.getUniqueId(), System.nanoTime());
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        Optional<Throwable> fault = result.getThrowable();
        if (!test.isTest() && fault.isEmpty()) {
            return;
        }
        long millis = Duration.ofNanos(System.nanoTime() - started.getOrDefault(test.getUniqueId(), System.nanoTime()))
                .toMillis();
        if (fault.isEmpty()) {
            passed++;
            print("ok " + name(test) + " (" + millis + " ms)");
        } else {
            failed++;
            print("FAIL " + name(test) + ": "
                    + String.valueOf(fault.get().getMessage()).replace("\n", "\n     "));
            for (StackTraceElement frame : fault.get().getStackTrace()) {
                if (frame.getClassName().startsWith("antrea.")) {
                    print("     at " + frame);
                }
            }
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        failed++;
        print("FAIL " + name(test) + ": skipped: " + reason);
    }

    private static String name(TestIdentifier test) {
        return switch (test.getSource().orElse(null)) {
            case MethodSource method -> {
                String which =
                        test.getDisplayName().equals(method.getMethodName() + "()") ? "" : " " + test.getDisplayName();
                yield simple(method.getClassName()) + "." + method.getMethodName() + which;
            }
            case ClassSource type -> simple(type.getClassName());
            case null, default -> test.getDisplayName();
        };
    }

    /// The lines are what this program is for.
    @SuppressWarnings("SystemOut")
    private static void print(String line) {
        PrintStream out = System.out;
        out.println(line);
        out.flush();
    }
}

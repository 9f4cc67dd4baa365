package antrea.bridge;

import antrea.ovsdb.OvsdbException;
import antrea.ovsdb.vswitch.SwitchControl;
import antrea.reconcile.DriverException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Waits until packets go by what the switch was told, and by nothing older.
///
/// @param control asked at each call, since the switch may have been started again
/// @param within how long each of the two waits may take
public record DatapathStep(SwitchPlane plane, Supplier<SwitchControl> control, Duration within) {
    /// Any thread. First the switch has to have everything that was handed over up to now, then its datapath has to
    /// forget what contradicts it (`revalidator/wait`, ovs-vswitchd(8)), which takes it a moment. Throws
    /// [DriverException] when that takes too long.
    public void await() {
        try {
            plane.whenInStep().toCompletableFuture().get(within.toMillis(), TimeUnit.MILLISECONDS);
            control.get().call("revalidator/wait");
        } catch (TimeoutException | ExecutionException | OvsdbException e) {
            throw new DriverException("the switch is not in step: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DriverException("interrupted while waiting for the switch", e);
        }
    }
}

package antrea.graph.testing;

import antrea.graph.CalculationLoop;
import java.util.function.Supplier;

/// A freshly wired subject of a [StateList]: a loop made by hand, and a look at the output.
public record Rig<E>(CalculationLoop loop, Supplier<E> output) {
    public static <E> Rig<E> of(ManualCalculation calculation, Supplier<E> output) {
        return new Rig<>(calculation.loop(), output);
    }
}

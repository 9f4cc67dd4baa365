/// The calculation: sources of immutable values, calculators over them, one loop, the in-sync gate. No I/O and no
/// clock of its own; all state belongs to the thread that runs the [antrea.graph.CalculationLoop].
@NullMarked
package antrea.graph;

import org.jspecify.annotations.NullMarked;

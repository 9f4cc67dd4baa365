package antrea.graph;

/// One step of the calculation: turns what its observers marked dirty into derived values and desired state. Its
/// output depends on the present content of the sources only, never on the order in which that came about.
@FunctionalInterface
public interface Calculator {
    /// Called with every batch, several times when calculators feed each other; with nothing dirty it must do
    /// nothing. Takes no lock and does no I/O.
    void calculate();
}

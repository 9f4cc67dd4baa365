package antrea.graph;

/// Hears of exceptions out of observers, calculators and outlets. The loop goes on with the other ones.
@FunctionalInterface
public interface FaultListener {
    /// `where` names the calculator, source or outlet.
    void observe(String where, RuntimeException fault);

    /// Logs each fault with its stack at ERROR: a fault here is an error in the program.
    static FaultListener logging() {
        System.Logger log = System.getLogger("antrea.graph");
        return (where, fault) -> log.log(
                System.Logger.Level.ERROR,
                "Fault in the calculation, what stays marked is tried again: where=" + where,
                fault);
    }

    /// Rethrows: for tests.
    static FaultListener throwing() {
        return (where, fault) -> {
            throw fault;
        };
    }
}

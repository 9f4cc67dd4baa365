package antrea.graph;

/// An error in the program met during calculation; the message names the object.
public final class CalculationFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CalculationFault(String message) {
        super(message);
    }

    public CalculationFault(String message, RuntimeException cause) {
        super(message, cause);
    }
}

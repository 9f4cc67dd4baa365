package antrea.net.broken;

import antrea.graph.Source;
import java.lang.foreign.Arena;

/// In the foundation, and knows the engine; and calls foreign functions outside of foundation/linux.
final class Upward {
    private Upward() {}

    static String engine() {
        return Source.class.getName();
    }

    static Arena foreign() {
        return Arena.ofAuto();
    }
}

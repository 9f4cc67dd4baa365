package antrea.service.node.broken;

import antrea.bridge.DatapathProfile;
import antrea.service.central.broken.BrokenCentral;

/// The half of a feature in the agent that knows the other half, in a circle; and it knows the bridge.
public final class BrokenNode {
    public BrokenCentral central() {
        return new BrokenCentral();
    }

    public String bridge() {
        return DatapathProfile.class.getName();
    }
}

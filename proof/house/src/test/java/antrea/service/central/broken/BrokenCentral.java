package antrea.service.central.broken;

import antrea.service.node.broken.BrokenNode;

/// The half of a feature in the controller that knows the other half.
public final class BrokenCentral {
    public BrokenNode node() {
        return new BrokenNode();
    }
}

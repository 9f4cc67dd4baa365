package antrea.service.node.broken;

import antrea.bridge.DatapathProfile;
import antrea.nodenetwork.node.NodeFields;
import antrea.nodenetwork.node.NodeTables;
import antrea.podnetwork.api.LocalInterface;
import antrea.podnetwork.node.CniRequest;
import antrea.service.central.broken.BrokenCentral;
import java.util.List;

/// The half of a feature in the agent that knows the other half, in a circle; and it knows the bridge, and what
/// another feature does inside. That feature's table and field are for all.
public final class BrokenNode {
    public BrokenCentral central() {
        return new BrokenCentral();
    }

    public List<String> others() {
        return List.of(
                CniRequest.class.getName(),
                NodeTables.class.getName(),
                NodeFields.class.getName(),
                LocalInterface.class.getName());
    }

    public String bridge() {
        return DatapathProfile.class.getName();
    }
}

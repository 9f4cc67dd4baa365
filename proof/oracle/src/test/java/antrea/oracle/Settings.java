package antrea.oracle;

import antrea.bridge.DatapathProfile;
import antrea.bridge.KernelDatapath;
import antrea.bridge.UserspaceDatapath;
import antrea.feature.TrafficMode;

/// How the Nodes of a test are set up.
record Settings(TrafficMode mode, boolean proxyAll, DatapathProfile datapath) {
    /// What most clusters run.
    static final Settings PLAIN = new Settings(TrafficMode.ENCAP, false, new KernelDatapath(true));

    static final Settings PROXY_ALL = new Settings(TrafficMode.ENCAP, true, new KernelDatapath(true));

    static final Settings USERSPACE = new Settings(TrafficMode.ENCAP, true, new UserspaceDatapath());

    boolean hasTunnel() {
        return mode == TrafficMode.ENCAP || mode == TrafficMode.HYBRID;
    }

    DatapathProfile.ServiceNat serviceNat() {
        return proxyAll ? DatapathProfile.ServiceNat.PIPELINE : DatapathProfile.ServiceNat.OUTSIDE;
    }
}

package antrea.openflow.codec;

import antrea.net.MacAddress;

/// An OpenFlow port of a bridge. `config` and `state`: bits of OpenFlow 1.5 section 7.2.1.
public record Port(int number, MacAddress address, String name, int config, int state) {
    /// Bit of `state`: no physical link.
    public static final int LINK_DOWN = 1;
}

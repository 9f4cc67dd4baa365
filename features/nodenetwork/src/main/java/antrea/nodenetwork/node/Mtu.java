package antrea.nodenetwork.node;

import antrea.feature.TrafficMode;

/// How large packets of Pods may be, so that with all headers they still fit the transport network. Pure.
final class Mtu {
    /// Outer Ethernet, IPv4, UDP and tunnel header of Geneve (without options) and VXLAN.
    private static final int UDP_TUNNEL_BYTES = 50;
    private static final int GRE_BYTES = 42;
    private static final int LARGER_IPV6_HEADER = 20;

    private Mtu() {}

    /// `transportMtu` is that of the device with the transport address, `tunnelType` one of geneve, vxlan, gre,
    /// stt.
    static int ofPods(int transportMtu, TrafficMode mode, String tunnelType, boolean transportIsV6) {
        boolean tunnel = mode == TrafficMode.ENCAP || mode == TrafficMode.HYBRID;
        if (!tunnel) {
            return transportMtu;
        }
        int header =
                switch (tunnelType) {
                    case "gre" -> GRE_BYTES;
                    case "stt" -> 0;
                    default -> UDP_TUNNEL_BYTES;
                };
        return transportMtu - header - (transportIsV6 && header > 0 ? LARGER_IPV6_HEADER : 0);
    }
}

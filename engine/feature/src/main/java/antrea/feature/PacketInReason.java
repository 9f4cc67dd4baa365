package antrea.feature;

/// Why a flow sends packets to the agent: the first byte of the userdata of its controller action (0..255).
/// The numbers 0 Traceflow, 1 NetworkPolicy, 2 DNS, 3 IGMP, 4 Service without Endpoint are the original's.
public record PacketInReason(int number, String name) {
    public PacketInReason {
        if (number < 0 || number > 255) {
            throw new IllegalArgumentException("packet-in reason " + name + " has number " + number + ", not one byte");
        }
    }
}

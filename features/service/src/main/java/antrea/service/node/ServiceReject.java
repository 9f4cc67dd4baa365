package antrea.service.node;

import antrea.feature.PacketInReason;

/// Answers clients of a Service that has no endpoint.
final class ServiceReject {
    static final PacketInReason REASON = new PacketInReason(4, "Service without endpoint");

    private ServiceReject() {}
}

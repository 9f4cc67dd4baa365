package antrea.feature;

import antrea.net.Bytes;
import antrea.openflow.codec.Match;
import java.util.Optional;

/// A packet that a flow sent up. `userdata` is the whole of it, reason byte included. `fields` are the pipeline fields
/// as they were (in_port, registers, ct_mark, tun_dst …), `frame` starts at the Ethernet header. `continuation` is
/// there when the flow asked for a pause: see [PacketOutPort#resume].
public record PacketIn(
        Bytes userdata, int tableId, long cookie, Match fields, Bytes frame, Optional<Bytes> continuation) {}

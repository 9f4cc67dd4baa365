package antrea.openflow.codec.wire;

import antrea.net.MacAddress;
import antrea.openflow.codec.MultipartReply;
import antrea.openflow.codec.MultipartReply.Traffic;
import antrea.openflow.codec.Port;
import antrea.openflow.codec.part.ByteSink;
import antrea.openflow.codec.part.ByteSource;
import antrea.openflow.codec.part.Wire;

/// Ports and their counters (OpenFlow 1.5 sections 7.2.1 and 7.3.5.6); properties are skipped.
final class PortCodec {
    private static final int NAME_WIDTH = 16;

    private PortCodec() {}

    static void write(Port port, ByteSink out) {
        int start = out.size();
        out.u32(port.number()).u16(0).zeros(2);
        int address = out.size();
        out.u16((int) (port.address().bits() >>> 32))
                .u32((int) port.address().bits())
                .alignTo8(address);
        out.text(port.name(), NAME_WIDTH).u32(port.config()).u32(port.state());
        out.setLength(start + 4, start);
    }

    static Port read(ByteSource list) {
        int number = list.u32();
        int length = list.u16();
        Wire.demand(length >= 40, "port of length " + length);
        ByteSource in = list.slice(length - 6).skip(2);
        MacAddress address = MacAddress.ofBytes(in.array(6));
        String name = in.skip(2).text(NAME_WIDTH);
        return new Port(number, address, name, in.u32(), in.u32());
    }

    static void writeCounter(MultipartReply.PortCounter counter, ByteSink out) {
        int start = out.size();
        out.u16(0).zeros(2).u32(counter.port()).zeros(8);
        out.u64(counter.received().packets()).u64(counter.sent().packets());
        out.u64(counter.received().bytes()).u64(counter.sent().bytes());
        out.u64(counter.losses().receiveDropped()).u64(counter.losses().sendDropped());
        out.u64(counter.losses().receiveErrors()).u64(counter.losses().sendErrors());
        out.setLength(start, start);
    }

    static MultipartReply.PortCounter readCounter(ByteSource list) {
        int length = list.u16();
        Wire.demand(length >= 80, "port counter of length " + length);
        ByteSource in = list.slice(length - 2).skip(2);
        int port = in.u32();
        in.skip(8);
        long receivedPackets = in.u64();
        long sentPackets = in.u64();
        Traffic received = new Traffic(receivedPackets, in.u64());
        Traffic sent = new Traffic(sentPackets, in.u64());
        MultipartReply.Losses losses = new MultipartReply.Losses(in.u64(), in.u64(), in.u64(), in.u64());
        return new MultipartReply.PortCounter(port, received, sent, losses);
    }
}

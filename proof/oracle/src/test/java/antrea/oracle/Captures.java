package antrea.oracle;

import antrea.net.Bytes;
import antrea.net.packet.EthernetFrame;
import antrea.net.packet.IpPacket;
import antrea.net.packet.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The pcap files that dummy ports of a switch write, by the OpenFlow number of the port.
final class Captures {
    private static final int PCAP_HEADER = 24;
    private static final int RECORD_HEADER = 16;

    private final Map<Integer, Path> files;
    private final Map<Integer, Integer> seen = new HashMap<>();

    Captures(Map<Integer, Path> files) {
        this.files = files;
    }

    /// What is there now counts no more.
    void forget() {
        files.forEach((port, file) -> seen.put(port, content(file).length));
    }

    /// What left by a port. Of the packet that an ICMP error quotes only the length is kept: the trace leaves it
    /// as it came, a real switch translates it too.
    record Delivery(int port, EthernetFrame frame) {
        Delivery {
            frame = withoutQuote(frame);
        }

        private static EthernetFrame withoutQuote(EthernetFrame frame) {
            if (!(frame.content() instanceof IpPacket ip)) {
                return frame;
            }
            return switch (ip.transport()) {
                case Transport.Icmp icmp
                when icmp.type() == 3 ->
                    frame.withContent(ip.withTransport(new Transport.Icmp(3, icmp.code(), 0, zeros(icmp.body()))));
                case Transport.Icmpv6 icmp
                when icmp.type() == 1 ->
                    frame.withContent(ip.withTransport(new Transport.Icmpv6(1, icmp.code(), 0, zeros(icmp.body()))));
                case Transport.Icmp _, Transport.Icmpv6 _, Transport.Tcp _, Transport.Udp _ -> frame;
                case Transport.Sctp _, Transport.Neighbor _, Transport.Igmp _, Transport.Other _ -> frame;
            };
        }

        private static Bytes zeros(Bytes body) {
            return Bytes.of(new byte[body.length()]);
        }
    }

    /// What has left since [#forget], by the serial of the packet.
    Map<Integer, List<Delivery>> deliveries() {
        Map<Integer, List<Delivery>> out = new TreeMap<>();
        files.forEach((port, file) -> {
            for (EthernetFrame frame : read(file, seen.getOrDefault(port, PCAP_HEADER))) {
                out.computeIfAbsent(PacketSerial.of(frame), _ -> new ArrayList<>())
                        .add(new Delivery(port, frame));
            }
        });
        return out;
    }

    private static List<EthernetFrame> read(Path capture, int from) {
        byte[] content = content(capture);
        ByteBuffer in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        List<EthernetFrame> out = new ArrayList<>();
        int at = from;
        while (at + RECORD_HEADER <= content.length) {
            byte[] frame = new byte[in.getInt(at + 8)];
            in.get(at + RECORD_HEADER, frame);
            out.add(EthernetFrame.parse(frame));
            at += RECORD_HEADER + frame.length;
        }
        return out;
    }

    private static byte[] content(Path capture) {
        try {
            return Files.readAllBytes(capture);
        } catch (IOException e) {
            throw new UncheckedIOException("no capture " + capture, e);
        }
    }
}

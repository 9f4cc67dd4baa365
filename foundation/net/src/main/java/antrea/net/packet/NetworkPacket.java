package antrea.net.packet;

import antrea.net.Bytes;

/// What an Ethernet frame carries.
public sealed interface NetworkPacket permits ArpPacket, IpPacket, NetworkPacket.Other {
    int etherType();

    byte[] toBytes();

    /// Anything that is neither ARP nor IP.
    record Other(int etherType, Bytes content) implements NetworkPacket {
        @Override
        public byte[] toBytes() {
            return content.toArray();
        }
    }
}

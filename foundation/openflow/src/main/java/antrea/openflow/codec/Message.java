package antrea.openflow.codec;

import antrea.net.Bytes;

/// One OpenFlow 1.5 message without its transaction id (xid), which belongs to the session. Source: OpenFlow 1.5
/// (ONF TS-025) section 7, and the Nicira extensions that Open vSwitch speaks (experimenter 0x2320).
public sealed interface Message
        permits Message.Hello,
                Message.EchoRequest,
                Message.EchoReply,
                ErrorMessage,
                Message.FeaturesRequest,
                Message.FeaturesReply,
                Message.SetConfig,
                Message.BarrierRequest,
                Message.BarrierReply,
                FlowMod,
                GroupMod,
                Message.MeterMod,
                Message.BundleControl,
                Message.BundleAdd,
                PacketIn,
                PacketOut,
                Message.Resume,
                Message.SetPacketInFormat,
                Message.PortStatus,
                MultipartRequest,
                MultipartReply,
                Message.Unknown {

    /// The versions a side speaks: bit `n` stands for wire version `n`; OpenFlow 1.5 is 6.
    record Hello(int versionBitmap) implements Message {
        public static final Hello OPENFLOW_15 = new Hello(1 << 6);
    }

    record EchoRequest(Bytes content) implements Message {}

    record EchoReply(Bytes content) implements Message {}

    record FeaturesRequest() implements Message {}

    record FeaturesReply(long datapathId, int bufferCount, int tableCount, int auxiliaryId, int capabilities)
            implements Message {}

    /// `missSendLength` in bytes. On a `.mgmt` socket Open vSwitch sends no packet-in before this is set to
    /// something other than zero.
    record SetConfig(int flags, int missSendLength) implements Message {}

    record BarrierRequest() implements Message {}

    record BarrierReply() implements Message {}

    /// Adds, changes or deletes a meter; deleting [MeterConfig#ALL] deletes all of them. No part of bundles.
    record MeterMod(Command command, MeterConfig config) implements Message {
        /// In the order of the wire values.
        public enum Command {
            ADD,
            MODIFY,
            DELETE
        }

        public static MeterMod delete(int meterId) {
            return new MeterMod(Command.DELETE, MeterConfig.bare(meterId));
        }
    }

    /// Opens, closes, commits or discards a bundle; the switch answers with the matching reply.
    record BundleControl(int bundleId, Kind kind, int flags) implements Message {
        public static final int ATOMIC = 1;
        public static final int ORDERED = 2;

        /// In the order of the wire values.
        public enum Kind {
            OPEN_REQUEST,
            OPEN_REPLY,
            CLOSE_REQUEST,
            CLOSE_REPLY,
            COMMIT_REQUEST,
            COMMIT_REPLY,
            DISCARD_REQUEST,
            DISCARD_REPLY
        }
    }

    /// Puts one message into an open bundle. Flow and group changes and packet-outs may go in; no bundle in a
    /// bundle.
    record BundleAdd(int bundleId, int flags, Message message) implements Message {
        public BundleAdd {
            if (message instanceof BundleAdd || message instanceof BundleControl) {
                throw new IllegalArgumentException("a bundle cannot hold " + message);
            }
        }
    }

    /// Lets a packet that a `controller(pause)` action stopped go on (NXT_RESUME). The content is
    /// [PacketIn#continuation]. Each packet may be resumed once.
    record Resume(Bytes continuation) implements Message {}

    /// NXT_SET_PACKET_IN_FORMAT.
    record SetPacketInFormat(int format) implements Message {
        /// NXT_PACKET_IN2, the only format with user data and continuations.
        public static final SetPacketInFormat PACKET_IN2 = new SetPacketInFormat(2);
    }

    record PortStatus(Reason reason, Port port) implements Message {
        /// In the order of the wire values.
        public enum Reason {
            ADD,
            DELETE,
            MODIFY
        }
    }

    /// A message of a kind that this codec does not know: its type and what follows the 8 byte header.
    record Unknown(int type, Bytes body) implements Message {}
}

package antrea.openflow.codec.wire;

import antrea.net.Bytes;
import antrea.openflow.codec.ErrorMessage;
import antrea.openflow.codec.MalformedMessageException;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.PacketIn;
import antrea.openflow.codec.part.ActionType;
import antrea.openflow.codec.part.ByteSource;
import antrea.openflow.codec.part.Wire;

/// Reads whole messages. Throws [MalformedMessageException], and nothing else, for bytes that are none.
public final class MessageReader {
    /// Bytes of the head that every message has.
    public static final int HEADER_LENGTH = MessageType.HEADER_LENGTH;

    private MessageReader() {}

    /// The length of the message whose head starts at `at`; [#HEADER_LENGTH] bytes must be there. Throws
    /// [MalformedMessageException] for a length shorter than the head.
    public static int lengthAt(byte[] bytes, int at) {
        int length = (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
        Wire.demand(length >= HEADER_LENGTH, "message of length " + length);
        return length;
    }

    /// Throws [MalformedMessageException] when the message at `at` is of another version, which only a hello and
    /// an error may be: then the stream is out of step, and nothing after this can be read either.
    public static void demandVersionAt(byte[] bytes, int at) {
        int version = bytes[at] & 0xff;
        boolean anyVersion = bytes[at + 1] == MessageType.HELLO || bytes[at + 1] == MessageType.ERROR;
        Wire.demand(anyVersion || version == MessageType.VERSION, "OpenFlow version " + version + " (wire number)");
    }

    /// Reads exactly one message.
    public static Frame read(byte[] bytes) {
        return read(bytes, 0, bytes.length);
    }

    /// Reads the one message in the bytes from `from` up to, not including, `to`.
    public static Frame read(byte[] bytes, int from, int to) {
        ByteSource in = new ByteSource(bytes, from, to);
        int version = in.u8();
        int type = in.u8();
        int length = in.u16();
        int xid = in.u32();
        Wire.demand(length == to - from, "message says length " + length + ", has " + (to - from));
        demandVersionAt(bytes, from);
        try {
            return new Frame(xid, readBody(version, type, in, bytes, to));
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException("message of type " + type + ": " + e.getMessage(), e);
        }
    }

    private static Message readBody(int version, int type, ByteSource in, byte[] bytes, int to) {
        return switch (type) {
            case MessageType.HELLO -> SessionCodec.readHello(version, in);
            case MessageType.ERROR -> new ErrorMessage(in.u16(), in.u16(), in.rest());
            case MessageType.ECHO_REQUEST -> new Message.EchoRequest(in.rest());
            case MessageType.ECHO_REPLY -> new Message.EchoReply(in.rest());
            case MessageType.EXPERIMENTER -> readExperimenter(in, bytes, to);
            case MessageType.FEATURES_REQUEST -> new Message.FeaturesRequest();
            case MessageType.FEATURES_REPLY -> SessionCodec.readFeatures(in);
            case MessageType.SET_CONFIG -> new Message.SetConfig(in.u16(), in.u16());
            case MessageType.PACKET_IN -> PacketCodec.readPacketIn(in);
            case MessageType.PORT_STATUS -> {
                Message.PortStatus.Reason reason =
                        Wire.constant(Message.PortStatus.Reason.values(), in.u8(), "port status reason");
                yield new Message.PortStatus(reason, PortCodec.read(in.skip(7)));
            }
            case MessageType.PACKET_OUT -> PacketCodec.readPacketOut(in);
            case MessageType.FLOW_MOD -> FlowCodec.read(in);
            case MessageType.GROUP_MOD -> GroupCodec.read(in);
            case MessageType.MULTIPART_REQUEST -> RequestCodec.read(in);
            case MessageType.MULTIPART_REPLY -> ReplyReader.read(in);
            case MessageType.BARRIER_REQUEST -> new Message.BarrierRequest();
            case MessageType.BARRIER_REPLY -> new Message.BarrierReply();
            case MessageType.METER_MOD -> MeterCodec.read(in);
            case MessageType.BUNDLE_CONTROL -> readBundleControl(in);
            case MessageType.BUNDLE_ADD -> readBundleAdd(in);
            default -> new Message.Unknown(type, in.rest());
        };
    }

    private static Message readBundleControl(ByteSource in) {
        int id = in.u32();
        Message.BundleControl.Kind kind =
                Wire.constant(Message.BundleControl.Kind.values(), in.u16(), "bundle control");
        return new Message.BundleControl(id, kind, in.u16());
    }

    private static Message readBundleAdd(ByteSource in) {
        int id = in.u32();
        int flags = in.skip(2).u16();
        byte[] inner = in.array(in.remaining());
        // A bundle inside a bundle is refused before it is read, so that no depth of nesting can hurt.
        boolean nested = inner.length > 1 && inner[1] >= MessageType.BUNDLE_CONTROL;
        Wire.demand(!nested, "a bundle in a bundle");
        return new Message.BundleAdd(id, flags, read(inner).message());
    }

    private static Message readExperimenter(ByteSource in, byte[] bytes, int to) {
        int start = to - in.remaining();
        int vendor = in.u32();
        int subtype = in.u32();
        if (vendor == ActionType.NICIRA) {
            switch (subtype) {
                case MessageType.NX_SET_PACKET_IN_FORMAT -> {
                    return new Message.SetPacketInFormat(in.u32());
                }
                case MessageType.NX_RESUME -> {
                    return new Message.Resume(in.rest());
                }
                case MessageType.NX_PACKET_IN2 -> {
                    PacketIn packet = PacketCodec.readPacketIn2(in, new ByteSource(bytes, start + 8, to));
                    return packet;
                }
                default -> {
                    // Falls through to the unknown.
                }
            }
        }
        Bytes body = new ByteSource(bytes, start, to).rest();
        return new Message.Unknown(MessageType.EXPERIMENTER, body);
    }
}

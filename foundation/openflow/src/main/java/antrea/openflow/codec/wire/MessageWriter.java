package antrea.openflow.codec.wire;

import antrea.net.Bytes;
import antrea.openflow.codec.ErrorMessage;
import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.GroupMod;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.MultipartReply;
import antrea.openflow.codec.MultipartRequest;
import antrea.openflow.codec.PacketIn;
import antrea.openflow.codec.PacketOut;
import antrea.openflow.codec.Port;
import antrea.openflow.codec.part.ActionType;
import antrea.openflow.codec.part.ByteSink;

/// Writes whole messages.
public final class MessageWriter {
    private MessageWriter() {}

    /// The bytes of one message. Throws as [#write].
    public static byte[] encode(Message message, int xid) {
        ByteSink out = new ByteSink(128);
        write(message, xid, out);
        return out.toByteArray();
    }

    /// Appends the message. Throws [IllegalArgumentException] when it cannot be put on the wire: longer than 65535
    /// bytes, or a [antrea.openflow.codec.Action.GotoTable] where none may stand; the sink is then as before.
    public static void write(Message message, int xid, ByteSink out) {
        int start = out.size();
        try {
            out.u8(MessageType.VERSION).u8(typeOf(message)).u16(0).u32(xid);
            writeBody(message, xid, out);
            out.setLength(start + 2, start);
        } catch (IllegalArgumentException e) {
            out.cutTo(start);
            throw e;
        }
    }

    private static int typeOf(Message message) {
        return switch (message) {
            case Message.Hello _ -> MessageType.HELLO;
            case ErrorMessage _ -> MessageType.ERROR;
            case Message.EchoRequest _ -> MessageType.ECHO_REQUEST;
            case Message.EchoReply _ -> MessageType.ECHO_REPLY;
            case Message.Resume _, Message.SetPacketInFormat _, PacketIn _ -> MessageType.EXPERIMENTER;
            case Message.FeaturesRequest _ -> MessageType.FEATURES_REQUEST;
            case Message.FeaturesReply _ -> MessageType.FEATURES_REPLY;
            case Message.SetConfig _ -> MessageType.SET_CONFIG;
            case Message.PortStatus _ -> MessageType.PORT_STATUS;
            case PacketOut _ -> MessageType.PACKET_OUT;
            case FlowMod _ -> MessageType.FLOW_MOD;
            case GroupMod _ -> MessageType.GROUP_MOD;
            case MultipartRequest _ -> MessageType.MULTIPART_REQUEST;
            case MultipartReply _ -> MessageType.MULTIPART_REPLY;
            case Message.BarrierRequest _ -> MessageType.BARRIER_REQUEST;
            case Message.BarrierReply _ -> MessageType.BARRIER_REPLY;
            case Message.MeterMod _ -> MessageType.METER_MOD;
            case Message.BundleControl _ -> MessageType.BUNDLE_CONTROL;
            case Message.BundleAdd _ -> MessageType.BUNDLE_ADD;
            case Message.Unknown unknown -> unknown.type();
        };
    }

    private static void writeBody(Message message, int xid, ByteSink out) {
        switch (message) {
            case Message.Hello(int bitmap) ->
                out.u16(SessionCodec.VERSION_BITMAP).u16(8).u32(bitmap);
            case ErrorMessage(int type, int code, Bytes refused) ->
                out.u16(type).u16(code).put(refused);
            case Message.EchoRequest(Bytes content) -> out.put(content);
            case Message.EchoReply(Bytes content) -> out.put(content);
            case Message.FeaturesRequest(), Message.BarrierRequest(), Message.BarrierReply() -> {}
            case Message.FeaturesReply features -> SessionCodec.writeFeatures(features, out);
            case Message.SetConfig(int flags, int missSendLength) ->
                out.u16(flags).u16(missSendLength);
            case FlowMod flow -> FlowCodec.write(flow, out);
            case GroupMod group -> GroupCodec.write(group, out);
            case Message.MeterMod meter -> MeterCodec.write(meter, out);
            case Message.BundleControl(int id, Message.BundleControl.Kind kind, int flags) ->
                out.u32(id).u16(kind.ordinal()).u16(flags);
            case Message.BundleAdd(int id, int flags, Message inner) -> {
                out.u32(id).zeros(2).u16(flags);
                write(inner, xid, out);
            }
            case PacketIn packet -> {
                nicira(MessageType.NX_PACKET_IN2, out);
                PacketCodec.writePacketIn(packet, out);
            }
            case PacketOut packet -> PacketCodec.writePacketOut(packet, out);
            case Message.Resume(Bytes continuation) ->
                nicira(MessageType.NX_RESUME, out).put(continuation);
            case Message.SetPacketInFormat(int format) ->
                nicira(MessageType.NX_SET_PACKET_IN_FORMAT, out).u32(format);
            case Message.PortStatus(Message.PortStatus.Reason reason, Port port) -> {
                out.u8(reason.ordinal()).zeros(7);
                PortCodec.write(port, out);
            }
            case MultipartRequest request -> RequestCodec.write(request, out);
            case MultipartReply reply -> ReplyWriter.write(reply, out);
            case Message.Unknown(int _, Bytes body) -> out.put(body);
        }
    }

    private static ByteSink nicira(int subtype, ByteSink out) {
        return out.u32(ActionType.NICIRA).u32(subtype);
    }
}

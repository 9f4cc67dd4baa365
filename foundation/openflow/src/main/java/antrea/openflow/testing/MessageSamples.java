package antrea.openflow.testing;

import antrea.net.Bytes;
import antrea.net.MacAddress;
import antrea.openflow.codec.ErrorMessage;
import antrea.openflow.codec.FlowEntry;
import antrea.openflow.codec.FlowKey;
import antrea.openflow.codec.FlowMod;
import antrea.openflow.codec.GroupMod;
import antrea.openflow.codec.Message;
import antrea.openflow.codec.MeterConfig;
import antrea.openflow.codec.MultipartReply;
import antrea.openflow.codec.MultipartReply.Traffic;
import antrea.openflow.codec.MultipartRequest;
import antrea.openflow.codec.PacketIn;
import antrea.openflow.codec.PacketOut;
import antrea.openflow.codec.Port;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Random messages of every kind that this codec knows.
public final class MessageSamples {
    private static final int KINDS = 21;

    private final RandomGenerator random;
    private final MatchSamples matches;
    private final ActionSamples actions;

    public MessageSamples(RandomGenerator random) {
        this.random = random;
        this.matches = new MatchSamples(random);
        this.actions = new ActionSamples(random);
    }

    public Message message() {
        return ofKind(random.nextInt(KINDS));
    }

    private Message ofKind(int kind) {
        return switch (kind) {
            case 0 -> new Message.Hello(random.nextInt());
            case 1 -> new Message.EchoRequest(actions.bytes(random.nextInt(30)));
            case 2 -> new Message.EchoReply(actions.bytes(random.nextInt(30)));
            case 3 -> new ErrorMessage(u16(), u16(), actions.bytes(random.nextInt(64)));
            case 4 -> new Message.FeaturesRequest();
            case 5 ->
                new Message.FeaturesReply(
                        random.nextLong(),
                        random.nextInt(),
                        random.nextInt(256),
                        random.nextInt(256),
                        random.nextInt());
            case 6 -> new Message.SetConfig(u16(), u16());
            case 7 -> request();
            case 8 -> new Message.BarrierRequest();
            case 9 -> new Message.BarrierReply();
            case 10 -> flowMod();
            case 11 -> groupMod();
            case 12 -> meterMod();
            case 13 ->
                new Message.BundleControl(random.nextInt(), constant(Message.BundleControl.Kind.values()), u16());
            case 14 -> new Message.BundleAdd(random.nextInt(), u16(), random.nextBoolean() ? flowMod() : groupMod());
            case 15 -> packetIn();
            case 16 -> new PacketOut(matches.anyMatch(), actions.list(4), actions.bytes(random.nextInt(200)));
            case 17 -> new Message.Resume(actions.bytes(random.nextInt(300)));
            case 18 -> new Message.SetPacketInFormat(random.nextInt());
            case 19 -> new Message.PortStatus(constant(Message.PortStatus.Reason.values()), port());
            default -> new MultipartReply(random.nextBoolean(), body());
        };
    }

    public FlowMod flowMod() {
        FlowMod.Options options = new FlowMod.Options(u16(), u16(), u16(), u16());
        return new FlowMod(
                constant(FlowMod.Command.values()),
                key(),
                actions.flowActions(),
                random.nextLong(),
                random.nextLong(),
                options);
    }

    private FlowKey key() {
        return new FlowKey(random.nextInt(255), u16(), matches.anyMatch());
    }

    public GroupMod groupMod() {
        GroupMod.Type type = constant(GroupMod.Type.values());
        return new GroupMod(
                constant(GroupMod.Command.values()), random.nextInt(), type, buckets(type), random.nextInt());
    }

    private List<GroupMod.Bucket> buckets(GroupMod.Type type) {
        return some(4, () -> {
            int weight = type == GroupMod.Type.SELECT ? u16() : 0;
            return new GroupMod.Bucket(random.nextInt(), weight, actions.list(3));
        });
    }

    public MeterConfig meterConfig() {
        List<MeterConfig.DropBand> bands = some(2, () -> new MeterConfig.DropBand(random.nextInt(), random.nextInt()));
        return new MeterConfig(random.nextInt(), constant(MeterConfig.Unit.values()), random.nextBoolean(), bands);
    }

    /// A deletion carries no flags, so only an empty one comes back as it was.
    private Message.MeterMod meterMod() {
        Message.MeterMod.Command command = constant(Message.MeterMod.Command.values());
        return command == Message.MeterMod.Command.DELETE
                ? Message.MeterMod.delete(random.nextInt())
                : new Message.MeterMod(command, meterConfig());
    }

    public PacketIn packetIn() {
        Bytes packet = actions.bytes(1 + random.nextInt(200));
        PacketIn.Origin origin = new PacketIn.Origin(random.nextInt(255), random.nextLong(), random.nextInt(8));
        int fullLength = packet.length() + random.nextInt(2) * 100;
        Bytes userdata = actions.bytes(random.nextInt(10));
        return new PacketIn(packet, fullLength, origin, matches.anyMatch(), userdata, Optional.empty());
    }

    private Port port() {
        MacAddress address = MacAddress.random(random);
        return new Port(random.nextInt(), address, "port" + random.nextInt(1000), random.nextInt(), random.nextInt());
    }

    private MultipartRequest.FlowFilter filter() {
        return new MultipartRequest.FlowFilter(
                random.nextInt(256), matches.anyMatch(), random.nextLong(), random.nextLong());
    }

    private MultipartRequest request() {
        return switch (random.nextInt(10)) {
            case 0 -> new MultipartRequest.Flows(filter());
            case 1 -> new MultipartRequest.Aggregate(filter());
            case 2 -> new MultipartRequest.Groups(random.nextInt());
            case 3 -> new MultipartRequest.GroupCounters(random.nextInt());
            case 4 -> new MultipartRequest.Meters(random.nextInt());
            case 5 -> new MultipartRequest.MeterCounters(random.nextInt());
            case 6 -> new MultipartRequest.MeterFeatures();
            case 7 -> new MultipartRequest.PortList(random.nextInt());
            case 8 -> new MultipartRequest.PortCounters(random.nextInt());
            default -> new MultipartRequest.Tables(some(3, this::table));
        };
    }

    private MultipartRequest.TableFeature table() {
        return new MultipartRequest.TableFeature(random.nextInt(255), "table" + u16(), random.nextInt());
    }

    private MultipartReply.Body body() {
        return switch (random.nextInt(11)) {
            case 0 -> new MultipartReply.Flows(some(3, this::flowEntry));
            case 1 -> new MultipartReply.Aggregate(random.nextLong(), random.nextLong(), u16());
            case 2 -> new MultipartReply.Groups(some(3, this::groupEntry));
            case 3 ->
                new MultipartReply.GroupCounters(some(
                        3,
                        () -> new MultipartReply.GroupCounter(
                                random.nextInt(), u16(), traffic(), u16(), some(3, this::traffic))));
            case 4 -> new MultipartReply.Meters(some(3, this::meterConfig));
            case 5 ->
                new MultipartReply.MeterCounters(some(
                        3,
                        () -> new MultipartReply.MeterCounter(
                                random.nextInt(), u16(), traffic(), u16(), some(2, this::traffic))));
            case 6 -> new MultipartReply.MeterFeatures(random.nextInt(), u16(), u16(), 1, 2);
            case 7 -> new MultipartReply.PortList(some(3, this::port));
            case 8 ->
                new MultipartReply.PortCounters(some(
                        3,
                        () -> new MultipartReply.PortCounter(
                                u16(), traffic(), traffic(), new MultipartReply.Losses(u16(), u16(), u16(), u16()))));
            case 9 -> new MultipartReply.Tables(some(3, this::table));
            default -> new MultipartReply.Unknown(0xfff0, actions.bytes(16));
        };
    }

    public FlowEntry flowEntry() {
        FlowMod.Options options = new FlowMod.Options(u16(), u16(), 0, u16());
        FlowEntry.Counters counters = new FlowEntry.Counters(random.nextLong(), random.nextLong(), u16(), u16());
        return new FlowEntry(key(), random.nextLong(), actions.flowActions(), options, counters, true);
    }

    private MultipartReply.GroupEntry groupEntry() {
        GroupMod.Type type = constant(GroupMod.Type.values());
        return new MultipartReply.GroupEntry(random.nextInt(), type, buckets(type), true);
    }

    private Traffic traffic() {
        return new Traffic(random.nextLong(), random.nextLong());
    }

    private int u16() {
        return random.nextInt(65536);
    }

    private <E> E constant(E[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> List<T> some(int most, Supplier<T> one) {
        List<T> out = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            out.add(one.get());
        }
        return out;
    }
}

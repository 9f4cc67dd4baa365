package antrea.bridge;

import static antrea.pipeline.CtFlag.NEW;
import static antrea.pipeline.CtFlag.TRK;

import antrea.graph.SourceId;
import antrea.graph.testing.ManualCalculation;
import antrea.net.Bytes;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.MacAddress;
import antrea.net.PortRange;
import antrea.net.Protocol;
import antrea.net.U128;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.OxmField;
import antrea.openflow.codec.PacketIn;
import antrea.openflow.connection.ConnectionSettings;
import antrea.openflow.connection.OpenFlowConnection;
import antrea.ovsdb.vswitch.OvsDatabase;
import antrea.pipeline.CtCondition;
import antrea.pipeline.Field;
import antrea.pipeline.Flow;
import antrea.pipeline.FlowAction;
import antrea.pipeline.FlowCategory;
import antrea.pipeline.Group;
import antrea.pipeline.GroupType;
import antrea.pipeline.Header;
import antrea.pipeline.Meter;
import antrea.pipeline.Pipeline;
import antrea.pipeline.PipelineKind;
import antrea.pipeline.Stage;
import antrea.pipeline.Table;
import antrea.pipeline.Target;
import antrea.proof.ovs.RealOvs;
import antrea.reconcile.Outcome;
import antrea.reconcile.Owner;
import antrea.reconcile.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One life of an agent on a real bridge: a plane with its session, and a pipeline in which every kind of action
/// that the product uses occurs, for both address families.
final class OvsRig implements AutoCloseable {
    static final String BRIDGE = "br-int";
    static final SourceId<String, String> INPUT = SourceId.named("input");
    static final Owner OWNER = new Owner("test", "all");
    static final Timing TIMING = new Timing(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofMinutes(5));

    static final Field SOURCE = Field.of("Source", OxmField.REG0, 0, 4);
    static final Field STATE = Field.of("EndpointState", OxmField.REG4, 16, 3);
    static final Field PORT = Field.of("EndpointPort", OxmField.REG4, 0, 16);
    static final Field ENDPOINT = Field.whole("Endpoint", OxmField.REG3);
    static final Field ENDPOINT6 = Field.whole("Endpoint6", OxmField.XXREG3);
    static final Field TARGET = Field.whole("TargetPort", OxmField.REG1);
    static final Field SERVICE_MARK = Field.of("ServiceMark", OxmField.CT_MARK, 4, 1);
    static final Field RULE = Field.of("Rule", OxmField.CT_LABEL, 0, 32);

    static final Table ROOT = Table.named("PipelineRootClassifier")
            .in(PipelineKind.ROOT, Stage.START, 0)
            .missDrop()
            .build();
    static final Table CLASSIFIER = Table.named("Classifier")
            .in(PipelineKind.IP, Stage.START, 0)
            .owner(FlowCategory.POD_CONNECTIVITY)
            .matches(Header.IN_PORT, Header.ETH_SRC, Header.IP_SRC)
            .writes(SOURCE, STATE, TARGET)
            .missDrop()
            .build();
    static final Table AFFINITY = Table.named("SessionAffinity")
            .in(PipelineKind.IP, Stage.PRE_ROUTING, 0)
            .owner(FlowCategory.SERVICE)
            .matches(Header.IP_SRC, Header.IP_DST, Header.L4_DST)
            .writes(STATE, PORT, ENDPOINT, ENDPOINT6)
            .missRun(FlowAction.load(STATE.is(1)))
            .build();
    static final Table SERVICE = Table.named("ServiceLB")
            .in(PipelineKind.IP, Stage.PRE_ROUTING, 1)
            .owner(FlowCategory.SERVICE)
            .matches(STATE, ENDPOINT, ENDPOINT6, Header.IP_DST, Header.L4_DST, Header.CT_STATE)
            .writes(STATE, PORT, ENDPOINT, ENDPOINT6, SERVICE_MARK, RULE)
            .build();
    static final Table RULES = Table.named("IngressRule")
            .in(PipelineKind.IP, Stage.INGRESS_SECURITY, 0)
            .owner(FlowCategory.NETWORK_POLICY)
            .matches(Header.IP_SRC, TARGET, Header.L4_DST, Header.CONJ_ID, SOURCE)
            .writes(RULE, Header.ETH_DST, Header.ETH_SRC, Header.TUN_DST, Header.IP_TTL)
            .build();
    static final Table OUTPUT = Table.named("Output")
            .in(PipelineKind.IP, Stage.OUTPUT, 0)
            .owner(FlowCategory.POD_CONNECTIVITY)
            .matches(TARGET)
            .missDrop()
            .build();
    static final Pipeline PIPELINE = Pipeline.assemble(List.of(ROOT, CLASSIFIER, AFFINITY, SERVICE, RULES, OUTPUT));

    private static final MacAddress GATEWAY = MacAddress.parse("0a:00:00:00:00:01");

    final ManualCalculation calculation = new ManualCalculation();
    final SessionPort port = new SessionPort();
    final OvsDatabase database;
    final SwitchPlane plane;
    final BlockingQueue<PacketIn> packets = new LinkedBlockingQueue<>();
    private final PacketInRouter router = new PacketInRouter(PacketInRouter.Limit.of(500), System::nanoTime);
    private final OpenFlowConnection connection;

    /// The gate stays closed until `calculation.sync()`.
    OvsRig(RealOvs ovs) {
        calculation.loop().source(INPUT);
        this.database = OvsDatabase.open(ovs.dbSocket(), Duration.ofSeconds(10));
        SwitchPlane.Bridge bridge = new SwitchPlane.Bridge(
                port, new OvsBridgeRecord(database, BRIDGE), new UserspaceDatapath(), CommitListener.NONE);
        this.plane = new SwitchPlane(calculation.loop(), PIPELINE, bridge, TIMING, System::nanoTime, Instant::now);
        plane.start();
        router.register(1, "networkpolicy", packets::add);
        router.start();
        this.connection =
                OpenFlowConnection.start(ConnectionSettings.of(ovs.mgmtSocket(BRIDGE)), plane.listener(router));
    }

    /// Everything there is, stated and awaited with the gate open.
    static OvsRig withAll(RealOvs ovs) {
        OvsRig rig = new OvsRig(ovs);
        rig.stateAll();
        rig.calculation.sync();
        rig.expectRealized(OWNER);
        return rig;
    }

    void stateAll() {
        plane.meters().state(OWNER, List.of(new Meter(256, Meter.Unit.PACKETS_PER_SECOND, 500, 1000)));
        plane.groups().state(OWNER, groups());
        plane.flows().state(OWNER, flows());
    }

    Outcome await(Owner owner) {
        var outcome = plane.realization().whenRealized(owner).toCompletableFuture();
        calculation.settle();
        try {
            return outcome.get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("not realized: " + plane.health(), e);
        }
    }

    void expectRealized(Owner owner) {
        Outcome outcome = await(owner);
        if (!(outcome instanceof Outcome.Realized)) {
            throw new AssertionError(outcome.toString());
        }
    }

    static List<Group> groups() {
        Target next = Target.table(RULES);
        return List.of(
                new Group(
                        5,
                        GroupType.SELECT,
                        SERVICE,
                        List.of(
                                Group.Bucket.of(
                                        100,
                                        FlowAction.load(ENDPOINT.is(0x0a0a0105)),
                                        FlowAction.load(PORT.is(80)),
                                        FlowAction.resubmit(next)),
                                Group.Bucket.of(
                                        100,
                                        FlowAction.load(ENDPOINT.is(0x0a0a0106)),
                                        FlowAction.load(PORT.is(80)),
                                        FlowAction.resubmit(next)))),
                new Group(
                        6,
                        GroupType.SELECT,
                        SERVICE,
                        List.of(Group.Bucket.of(
                                100,
                                FlowAction.load(ENDPOINT6.is(IpAddress.parse("fd00:10::5"))),
                                FlowAction.load(PORT.is(80)),
                                FlowAction.resubmit(next)))),
                new Group(
                        7,
                        GroupType.ALL,
                        SERVICE,
                        List.of(
                                Group.Bucket.of(0, FlowAction.resubmit(next)),
                                Group.Bucket.of(0, FlowAction.of(new Action.Output(1))))));
    }

    /// A group with that many endpoints, each with its port and a bit beside it in one write.
    static Group large(int id, int endpoints, IpFamily family) {
        List<Group.Bucket> buckets = new ArrayList<>();
        FieldMatch port = new FieldMatch(OxmField.REG4, U128.of(0x21f90), U128.of(0x7ffff));
        for (int i = 0; i < endpoints; i++) {
            FieldMatch endpoint = family == IpFamily.V4
                    ? ENDPOINT.is(IpAddress.parse("10.10.1.1").plus(i))
                    : ENDPOINT6.is(IpAddress.parse("fd00:10::1").plus(i));
            buckets.add(Group.Bucket.of(
                    100, FlowAction.load(endpoint), FlowAction.load(port), FlowAction.resubmit(Target.table(RULES))));
        }
        return new Group(id, GroupType.SELECT, SERVICE, buckets);
    }

    static List<Flow> flows() {
        return java.util.stream.Stream.of(IpFamily.V4, IpFamily.V6)
                .flatMap(family -> flows(family).stream())
                .toList();
    }

    private static List<Flow> flows(IpFamily family) {
        IpAddress pod = IpAddress.parse(family == IpFamily.V4 ? "10.10.1.5" : "fd00:10::5");
        List<Flow> all = new ArrayList<>(serviceFlows(family, pod));
        all.addAll(ruleFlows(family, pod));
        all.add(ROOT.flow(200).ip(family).goTo(Target.pipeline(PipelineKind.IP)));
        all.add(CLASSIFIER
                .flow(200)
                .inPort(family.bits())
                .ethSrc(GATEWAY)
                .ipSrc(pod)
                .load(SOURCE, 3)
                .goTo(Target.stage(Stage.PRE_ROUTING)));
        all.add(OUTPUT.flow(200).ip(family).when(TARGET.is(5)).output(TARGET).build());
        all.add(OUTPUT.flow(210).ip(family).when(TARGET.is(6)).outputInPort().build());
        all.add(OUTPUT.flow(190)
                .ip(family)
                .when(TARGET.is(7))
                .meter(256)
                .controller(Bytes.of(1, 3))
                .build());
        all.add(OUTPUT.flow(180).ip(family).when(TARGET.is(8)).group(7).build());
        return all;
    }

    private static List<Flow> serviceFlows(IpFamily family, IpAddress pod) {
        IpAddress service = IpAddress.parse(family == IpFamily.V4 ? "10.96.0.10" : "fd00:96::a");
        int group = family == IpFamily.V4 ? 5 : 6;
        FlowAction.Ct translate = FlowAction.Ct.commit(65520)
                .to(Target.table(RULES))
                .withNat(Action.Nat.destination(pod, 80))
                .set(SERVICE_MARK.is(1))
                .set(RULE.is(9));
        return List.of(
                SERVICE.flow(200)
                        .l4Dst(family, Protocol.TCP, 80)
                        .ipDst(service)
                        .when(STATE.is(1))
                        .load(STATE, 2)
                        .group(group)
                        .build(),
                SERVICE.flow(190)
                        .l4Dst(family, Protocol.TCP, 80)
                        .ipDst(service)
                        .when(STATE.is(3))
                        .objectId(group)
                        .learn(AFFINITY, learn(family, group))
                        .load(STATE, 2)
                        .goTo(Target.next()),
                SERVICE.flow(180)
                        .ip(family)
                        .ct(CtCondition.plus(NEW, TRK))
                        .ct(translate)
                        .build(),
                SERVICE.flow(185)
                        .ip(family)
                        .when(family == IpFamily.V4 ? ENDPOINT.is(0x0a0a0105) : ENDPOINT6.is(pod))
                        .ct(translate)
                        .build(),
                SERVICE.flow(170)
                        .ip(family)
                        .ct(FlowAction.Ct.track(65520).withNat().to(Target.next()))
                        .build());
    }

    private static List<Flow> ruleFlows(IpFamily family, IpAddress pod) {
        Cidr peers = Cidr.parse(family == IpFamily.V4 ? "10.10.0.0/16" : "fd00:10::/32");
        FlowAction.Ct commit =
                FlowAction.Ct.commit(65520).to(Target.table(RULES)).set(RULE.is(7));
        return List.of(
                RULES.flow(200)
                        .ipSrc(peers)
                        .conjunction(2, 1, 3)
                        .conjunction(3, 1, 2)
                        .build(),
                RULES.flow(200)
                        .l4Dst(family, Protocol.UDP, new PortRange.Masked(8080, 0xfffc))
                        .conjunction(2, 3, 3)
                        .build(),
                RULES.flow(190).ip(family).conjId(2).ct(commit).build(),
                RULES.flow(150)
                        .ip(family)
                        .when(SOURCE.is(1))
                        .setEthSrc(GATEWAY)
                        .setEthDst(GATEWAY)
                        .setTunnelDst(pod)
                        .decTtl()
                        .goTo(Target.next()));
    }

    private static Action.Learn learn(IpFamily family, int objectId) {
        OxmField source = family == IpFamily.V4 ? OxmField.IPV4_SRC : OxmField.IPV6_SRC;
        BitRange endpoint = family == IpFamily.V4 ? ENDPOINT.range() : ENDPOINT6.range();
        return new Action.Learn(
                0,
                200,
                0,
                300,
                0,
                3L << 40 | objectId,
                true,
                List.of(
                        new Action.LearnSpec.MatchValue(BitRange.whole(OxmField.ETH_TYPE), U128.of(family.etherType())),
                        new Action.LearnSpec.MatchValue(BitRange.whole(OxmField.IP_PROTO), U128.of(6)),
                        new Action.LearnSpec.MatchField(BitRange.whole(source), BitRange.whole(source)),
                        new Action.LearnSpec.LoadField(endpoint, endpoint),
                        new Action.LearnSpec.LoadValue(STATE.range(), U128.of(2))));
    }

    @Override
    public void close() {
        connection.close();
        router.close();
        plane.close();
        database.close();
    }
}

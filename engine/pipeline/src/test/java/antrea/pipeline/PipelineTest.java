package antrea.pipeline;

import static antrea.pipeline.FlowAction.goTo;
import static antrea.pipeline.FlowAction.load;
import static antrea.pipeline.Target.next;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.IpFamily;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.OxmField;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PipelineTest {
    private static final Field MARK = Field.of("Mark", OxmField.REG0, 0, 4);
    private static final Table FIRST = Table.named("First")
            .in(PipelineKind.IP, Stage.CLASSIFIER, 10)
            .writes(MARK)
            .build();
    private static final Table MIDDLE = Table.named("Middle")
            .in(PipelineKind.IP, Stage.ROUTING, 10)
            .matches(MARK)
            .build();
    private static final Table LAST =
            Table.named("Last").in(PipelineKind.IP, Stage.OUTPUT, 10).build();

    private static void assertRefused(String part, List<Table> tables) {
        PipelineException e = assertThrows(PipelineException.class, () -> Pipeline.assemble(tables));
        assertTrue(e.toString().contains(part), e.toString());
    }

    @Test
    void defaultConfigurationHasTheTableNumbersOfTheOriginal() {
        List<String> expected = List.of(
                "PipelineRootClassifier",
                "ARPSpoofGuard",
                "ARPResponder",
                "Classifier",
                "SpoofGuard",
                "UnSNAT",
                "ConntrackZone",
                "ConntrackState",
                "PreRoutingClassifier",
                "SessionAffinity",
                "ServiceLB",
                "EndpointDNAT",
                "AntreaPolicyEgressRule",
                "EgressRule",
                "EgressDefaultRule",
                "EgressMetric",
                "L3Forwarding",
                "EgressMark",
                "L3DecTTL",
                "SNATMark",
                "SNAT",
                "L2ForwardingCalc",
                "IngressSecurityClassifier",
                "AntreaPolicyIngressRule",
                "IngressRule",
                "IngressDefaultRule",
                "IngressMetric",
                "ConntrackCommit",
                "Output");
        List<Table> shuffled = new ArrayList<>(CanonicalTables.ofDefaultConfiguration());
        Collections.reverse(shuffled);
        Pipeline pipeline = Pipeline.assemble(shuffled);
        assertEquals(expected, pipeline.tables().stream().map(Table::name).toList());
        assertEquals(28, pipeline.idOf(pipeline.tableNamed("Output").orElseThrow()));
        assertEquals("Output", pipeline.nameOf(28));
        assertEquals(List.of("", ""), List.of(pipeline.nameOf(-1), pipeline.nameOf(29)));
    }

    @Test
    void everyTableOfTheOriginalHasItsPlace() {
        List<Table> all = CanonicalTables.all();
        assertEquals(all, Pipeline.assemble(all).tables());
        assertEquals(47, all.size());
    }

    @Test
    void absentTablesAreSteppedOver() {
        Pipeline pipeline = Pipeline.assemble(List.of(FIRST, LAST));
        assertEquals(OptionalInt.of(1), pipeline.resolve(FIRST, next()));
        assertEquals(OptionalInt.of(1), pipeline.resolve(FIRST, Target.after(MIDDLE)));
        assertEquals(OptionalInt.of(1), pipeline.resolve(FIRST, Target.stage(Stage.ROUTING)));
        assertEquals(OptionalInt.empty(), pipeline.resolve(LAST, next()));
        assertEquals(OptionalInt.empty(), pipeline.resolve(FIRST, Target.pipeline(PipelineKind.ARP)));
        assertThrows(PipelineException.class, () -> pipeline.resolve(FIRST, Target.table(MIDDLE)));
        assertFalse(pipeline.has(MIDDLE));
    }

    @Test
    void missGoesToTheNextTableAndTheLastDrops() {
        Pipeline pipeline = Pipeline.assemble(List.of(FIRST, MIDDLE, LAST));
        List<NumericFlow> misses =
                pipeline.missFlows().stream().map(pipeline::render).toList();
        assertEquals(List.of(new Action.GotoTable(1)), misses.get(0).actions());
        assertEquals(List.of(new Action.GotoTable(2)), misses.get(1).actions());
        assertEquals(List.of(), misses.get(2).actions());
        assertEquals(0, misses.get(0).cookie());
    }

    @Test
    void missOfItsOwnCarriesTheCookieOfTheOwner() {
        Table own = Table.named("Own")
                .in(PipelineKind.IP, Stage.VALIDATION, 10)
                .owner(FlowCategory.SERVICE)
                .writes(MARK)
                .missRun(load(MARK.is(3)), goTo(next()))
                .build();
        Pipeline pipeline = Pipeline.assemble(List.of(own, LAST));
        NumericFlow miss = pipeline.render(pipeline.missFlows().getFirst());
        assertEquals(3L << 40, miss.cookie());
        assertEquals(List.of(new Action.SetField(MARK.is(3)), new Action.GotoTable(1)), miss.actions());
    }

    @Test
    void tableDeclaredTwiceIsRefused() {
        assertRefused("declared twice", List.of(FIRST, FIRST));
    }

    @Test
    void placeTakenTwiceIsRefused() {
        Table other = Table.named("Other").in(PipelineKind.IP, Stage.OUTPUT, 10).build();
        assertRefused("tables Last and Other are both at", List.of(LAST, other));
    }

    @Test
    void fieldReadWithoutWriterIsRefused() {
        assertRefused("Middle reads Mark", List.of(MIDDLE, LAST));
        Table lateWriter = Table.named("Late")
                .in(PipelineKind.IP, Stage.CONNTRACK, 10)
                .writes(MARK)
                .build();
        assertRefused("Middle reads Mark", List.of(MIDDLE, lateWriter));
        Table forgiving = Table.named("Forgiving")
                .in(PipelineKind.IP, Stage.ROUTING, 20)
                .matchesUnwritten(MARK)
                .build();
        assertEquals(2, Pipeline.assemble(List.of(forgiving, LAST)).tables().size());
    }

    @Test
    void fieldThatIsHalfWrittenIsRefused() {
        Table low = Table.named("Low")
                .in(PipelineKind.IP, Stage.CLASSIFIER, 10)
                .writes(Field.of("LowHalf", OxmField.REG0, 0, 2).sharing(MARK))
                .build();
        Table high = Table.named("High")
                .in(PipelineKind.IP, Stage.CLASSIFIER, 20)
                .writes(Field.of("HighHalf", OxmField.REG0, 2, 2).sharing(MARK))
                .build();
        assertRefused("Middle reads Mark", List.of(low, MIDDLE));
        assertRefused("Middle reads Mark", List.of(high, MIDDLE));
        assertEquals(3, Pipeline.assemble(List.of(low, high, MIDDLE)).tables().size());
    }

    @Test
    void markOfTheConnectionThatIsHalfWrittenIsRefused() {
        Field mark = Field.of("ConnMark", OxmField.CT_MARK, 4, 2);
        Table reader = Table.named("Reader")
                .in(PipelineKind.IP, Stage.CONNTRACK_STATE, 10)
                .matches(mark)
                .build();
        Table writer = Table.named("Writer")
                .in(PipelineKind.IP, Stage.CONNTRACK, 10)
                .writes(Field.of("HalfOfIt", OxmField.CT_MARK, 4, 1).sharing(mark))
                .build();
        assertRefused("Reader reads ConnMark", List.of(reader, writer));
    }

    @Test
    void markOfTheConnectionMayBeWrittenLater() {
        Field mark = Field.of("ConnMark", OxmField.CT_MARK, 4, 1);
        Table reader = Table.named("Reader")
                .in(PipelineKind.IP, Stage.CONNTRACK_STATE, 10)
                .matches(mark)
                .build();
        Table writer = Table.named("Writer")
                .in(PipelineKind.IP, Stage.CONNTRACK, 10)
                .writes(mark)
                .build();
        assertRefused("Reader reads ConnMark", List.of(reader, LAST));
        assertEquals(
                3, Pipeline.assemble(List.of(reader, writer, LAST)).tables().size());
    }

    @Test
    void fieldsOnTheSameBitsAreRefusedUnlessDeclared() {
        Field over = Field.of("Over", OxmField.REG0, 3, 2);
        Table second = Table.named("Second")
                .in(PipelineKind.IP, Stage.VALIDATION, 10)
                .writes(over)
                .build();
        assertRefused("lie on the same bits", List.of(FIRST, second));
        Table sharing = Table.named("Second")
                .in(PipelineKind.IP, Stage.VALIDATION, 10)
                .writes(over.sharing(MARK))
                .build();
        assertEquals(2, Pipeline.assemble(List.of(FIRST, sharing)).tables().size());
    }

    @Test
    void wideRegisterLiesOnItsFourParts() {
        Field wide = Field.whole("Wide", OxmField.XXREG3);
        Field part = Field.of("Part", OxmField.REG13, 5, 1);
        Table a = Table.named("A")
                .in(PipelineKind.IP, Stage.CLASSIFIER, 10)
                .writes(wide)
                .build();
        Table b = Table.named("B")
                .in(PipelineKind.IP, Stage.VALIDATION, 10)
                .matches(part)
                .build();
        assertRefused("lie on the same bits", List.of(a, b));
        a.flow(200).load(part.is(1)).build();
    }

    @Test
    void flowOutsideOfItsTableDoesNotBuild() {
        PipelineException match = assertThrows(
                PipelineException.class, () -> FIRST.flow(200).inPort(1).goTo(next()));
        assertTrue(match.toString().contains("First does not declare to match in_port"), match.toString());
        PipelineException write = assertThrows(
                PipelineException.class, () -> MIDDLE.flow(200).load(MARK, 1).goTo(next()));
        assertTrue(write.toString().contains("Middle does not declare to write reg0"), write.toString());
        assertThrows(
                PipelineException.class,
                () -> MIDDLE.flow(200).ip(IpFamily.V4).decTtl().build());
        assertThrows(PipelineException.class, () -> MIDDLE.flow(200)
                .then(new Action.Move(MARK.range(), new BitRange(OxmField.REG1, 0, 4)))
                .build());
        assertThrows(PipelineException.class, () -> MIDDLE.flow(200)
                .ct(FlowAction.Ct.commit(1)
                        .set(Field.of("C", OxmField.CT_MARK, 0, 1).is(1)))
                .build());
    }

    @Test
    void visitorStaysInItsBand() {
        Table open = Table.named("Open")
                .in(PipelineKind.IP, Stage.VALIDATION, 10)
                .owner(FlowCategory.POD_CONNECTIVITY)
                .opens(FlowCategory.SERVICE, Band.of(Priority.LOW))
                .build();
        assertEquals(190, open.flow(190).by(FlowCategory.SERVICE).drop().priority());
        assertThrows(
                PipelineException.class,
                () -> open.flow(200).by(FlowCategory.SERVICE).drop());
        assertThrows(
                PipelineException.class,
                () -> open.flow(190).by(FlowCategory.EGRESS).drop());
    }

    @Test
    void gotoLeadsForwardOnlyAndStandsLast() {
        Pipeline pipeline = Pipeline.assemble(List.of(FIRST, MIDDLE, LAST));
        Flow back = MIDDLE.flow(200).goTo(Target.table(FIRST));
        PipelineException e = assertThrows(PipelineException.class, () -> pipeline.render(back));
        assertTrue(e.toString().contains("backwards"), e.toString());
        Flow again = MIDDLE.flow(200).resubmit(Target.table(FIRST)).build();
        assertEquals(List.of(new Action.Resubmit(0)), pipeline.render(again).actions());
        assertThrows(
                PipelineException.class,
                () -> MIDDLE.flow(200).then(goTo(next())).output(1).build());
        assertThrows(PipelineException.class, () -> Group.Bucket.of(1, goTo(next())));
    }

    @Test
    void groupIsResolvedFromTheTableThatCallsIt() {
        Pipeline pipeline = Pipeline.assemble(List.of(FIRST, MIDDLE, LAST));
        Group group = new Group(
                7,
                GroupType.SELECT,
                FIRST,
                List.of(Group.Bucket.of(100, load(MARK.is(2)), FlowAction.resubmit(next()))));
        NumericGroup numeric = pipeline.render(group);
        assertEquals(
                List.of(new Action.SetField(MARK.is(2)), new Action.Resubmit(1)),
                numeric.buckets().getFirst().actions());
        assertThrows(
                PipelineException.class,
                () -> new Group(8, GroupType.ALL, MIDDLE, List.of(Group.Bucket.of(1, load(MARK.is(1))))));
    }

    @Property
    void cookieKeepsItsParts(@ForAll FlowCategory category, @ForAll int objectId, @ForAll short round) {
        long low = new Cookie(category, objectId).lowBits();
        long cookie = Cookie.withRound(low, round & 0xffff);
        assertEquals(round & 0xffff, Cookie.roundOf(cookie));
        assertEquals(low, cookie & ~Cookie.ROUND_MASK);
        assertEquals(category.number(), cookie >>> 40 & 0xff);
        assertEquals(objectId, (int) cookie);
    }

    @Test
    void idReleasedLastIsGivenFirst() {
        IdAllocator ids = new IdAllocator(1);
        assertEquals(List.of(1, 2, 3), List.of(ids.allocate(), ids.allocate(), ids.allocate()));
        ids.release(1);
        ids.release(3);
        assertEquals(List.of(3, 1, 4), List.of(ids.allocate(), ids.allocate(), ids.allocate()));
        ids.release(2);
        assertThrows(IllegalArgumentException.class, () -> ids.release(2));
        assertThrows(IllegalArgumentException.class, () -> ids.release(9));
    }
}

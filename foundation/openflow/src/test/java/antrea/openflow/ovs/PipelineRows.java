package antrea.openflow.ovs;

import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.PortRange;
import antrea.net.U128;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.Action.LearnSpec;
import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.CtState;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.OxmField;
import antrea.openflow.codec.Ports;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// One flow for each kind of row that the pipeline has: a match and its actions. Group 3 and meter 256 must exist.
final class PipelineRows {
    private static final BitRange SOURCE = new BitRange(OxmField.REG0, 0, 4);
    private static final BitRange REWRITE = new BitRange(OxmField.REG0, 9, 1);
    private static final BitRange ENDPOINT_PORT = new BitRange(OxmField.REG4, 0, 16);
    private static final BitRange ENDPOINT_STATE = new BitRange(OxmField.REG4, 16, 3);

    private PipelineRows() {}

    static Map<Match, List<Action>> all() {
        Map<Match, List<Action>> out = new HashMap<>();
        addConntrack(out);
        addTranslation(out);
        addForwarding(out);
        addPolicy(out);
        addController(out);
        addVlan(out);
        addLearn(out);
        return out;
    }

    private static Match ip(FieldMatch... more) {
        return with(Match.of(FieldMatch.exact(OxmField.ETH_TYPE, 0x0800)), more);
    }

    private static Match ipv6(FieldMatch... more) {
        return with(Match.of(FieldMatch.exact(OxmField.ETH_TYPE, 0x86dd)), more);
    }

    private static Match with(Match match, FieldMatch... more) {
        Match out = match;
        for (FieldMatch field : more) {
            out = out.and(field);
        }
        return out;
    }

    private static FieldMatch address(OxmField field, String text) {
        return FieldMatch.exact(field, IpAddress.parse(text).value());
    }

    private static FieldMatch ctState(int set, int clear) {
        return new FieldMatch(OxmField.CT_STATE, U128.of(set), U128.of(set | clear));
    }

    private static Action set(FieldMatch value) {
        return new Action.SetField(value);
    }

    private static Action.Ct ct(int zone, Optional<Action.Nat> nat, Action... exec) {
        return new Action.Ct(true, false, OptionalInt.of(20), new Action.Zone.Fixed(zone), nat, List.of(exec));
    }

    private static void addConntrack(Map<Match, List<Action>> out) {
        out.put(
                ip(ctState(CtState.NEW | CtState.TRK, 0), address(OxmField.IPV4_SRC, "10.10.0.5")),
                List.of(ct(65520, Optional.empty(), set(new BitRange(OxmField.CT_MARK, 5, 1).is(1)))));
        out.put(
                ip(ctState(CtState.TRK, CtState.NEW), new BitRange(OxmField.CT_MARK, 4, 1).is(0)),
                List.of(set(REWRITE.is(1)), new Action.GotoTable(12)));
        out.put(
                ip(FieldMatch.exact(OxmField.METADATA, 4)),
                List.of(new Action.Ct(
                        true,
                        true,
                        OptionalInt.empty(),
                        new Action.Zone.InField(new BitRange(OxmField.REG8, 0, 16)),
                        Optional.empty(),
                        List.of())));
    }

    private static void addTranslation(Map<Match, List<Action>> out) {
        out.put(
                ip(
                        FieldMatch.exact(OxmField.IP_PROTO, 6),
                        FieldMatch.exact(OxmField.REG3, 0x0a0a0005),
                        ENDPOINT_PORT.is(80)),
                List.of(ct(
                        65520,
                        Optional.of(Action.Nat.destination(IpAddress.parse("10.10.0.5"), 80)),
                        set(new BitRange(OxmField.CT_MARK, 4, 1).is(1)),
                        new Action.Move(SOURCE, new BitRange(OxmField.CT_MARK, 0, 4)))));
        out.put(
                ipv6(FieldMatch.exact(OxmField.IP_PROTO, 6), address(OxmField.XXREG3, "fd00::5")),
                List.of(ct(65510, Optional.of(Action.Nat.destination(IpAddress.parse("fd00::5"), 8080)))));
        out.put(
                ip(address(OxmField.IPV4_DST, "169.254.0.253")),
                List.of(new Action.Ct(
                        false,
                        false,
                        OptionalInt.of(20),
                        new Action.Zone.Fixed(65521),
                        Optional.of(new Action.Nat.Restore()),
                        List.of())));
        Action.Nat range = new Action.Nat.Source(
                IpAddress.parse("fd00::1"), IpAddress.parse("fd00::9"), Optional.of(new PortRange(1000, 2000)));
        out.put(ipv6(address(OxmField.IPV6_DST, "fd00::1")), List.of(ct(65511, Optional.of(range))));
    }

    private static void addForwarding(Map<Match, List<Action>> out) {
        out.put(
                Match.of(FieldMatch.exact(OxmField.IN_PORT, 2)),
                List.of(set(SOURCE.is(2)), set(new BitRange(OxmField.REG4, 27, 1).is(1)), new Action.GotoTable(6)));
        out.put(
                Match.of(FieldMatch.exact(OxmField.ETH_TYPE, 0x0806), FieldMatch.exact(OxmField.ARP_OP, 1)),
                List.of(
                        new Action.Move(BitRange.whole(OxmField.ETH_SRC), BitRange.whole(OxmField.ETH_DST)),
                        set(FieldMatch.exact(OxmField.ETH_SRC, 0xaabbccddeeffL)),
                        set(FieldMatch.exact(OxmField.ARP_OP, 2)),
                        new Action.Move(BitRange.whole(OxmField.ARP_SHA), BitRange.whole(OxmField.ARP_THA)),
                        set(address(OxmField.ARP_SPA, "10.10.0.1")),
                        new Action.Output(Ports.IN_PORT)));
        out.put(
                ip(new BitRange(OxmField.REG0, 4, 4).is(1)),
                List.of(
                        set(address(OxmField.TUN_DST, "192.168.1.7")),
                        set(new BitRange(OxmField.PKT_MARK, 0, 8).is(3)),
                        new Action.DecTtl(),
                        new Action.GotoTable(9)));
        out.put(
                ipv6(address(OxmField.IPV6_SRC, "fd00::9")),
                List.of(
                        set(address(OxmField.TUN_IPV6_DST, "fd01::7")),
                        set(address(OxmField.XXREG3, "fd00::3")),
                        new Action.Resubmit(10),
                        new Action.Resubmit(11)));
        out.put(
                Match.of(new BitRange(OxmField.REG0, 21, 2).is(1)),
                List.of(new Action.OutputField(BitRange.whole(OxmField.REG1)), new Action.Output(Ports.NORMAL)));
    }

    private static void addPolicy(Map<Match, List<Action>> out) {
        out.put(Match.ANY, List.of());
        out.put(
                ip(FieldMatch.exact(OxmField.CONJ_ID, 7)),
                List.of(
                        set(FieldMatch.exact(OxmField.REG6, 7)),
                        ct(65520, Optional.empty(), set(new BitRange(OxmField.CT_LABEL, 32, 32).is(7)))));
        out.put(
                Match.of(FieldMatch.exact(OxmField.REG1, 5)),
                List.of(new Action.Conjunction(7, 2, 3), new Action.Conjunction(9, 1, 2)));
        out.put(
                ipv6(
                        ctState(CtState.NEW, 0),
                        FieldMatch.exact(OxmField.IP_PROTO, 17),
                        new FieldMatch(OxmField.UDP_DST, U128.of(0x1f90), U128.of(0xfffc))),
                List.of(new Action.Conjunction(7, 3, 3)));
    }

    private static void addController(Map<Match, List<Action>> out) {
        out.put(
                Match.of(new BitRange(OxmField.REG0, 21, 2).is(2)),
                List.of(new Action.Meter(256), new Action.Controller(0xffff, 1, Bytes.of(1, 7), false)));
        out.put(
                Match.of(new BitRange(OxmField.REG0, 14, 1).is(1)),
                List.of(
                        new Action.Controller(128, 0, Bytes.of(2), true),
                        new Action.CtClear(),
                        new Action.Note(Bytes.of(1, 2, 3, 4, 5, 6))));
    }

    private static void addVlan(Map<Match, List<Action>> out) {
        out.put(
                Match.of(new BitRange(OxmField.CT_MARK, 7, 1).is(1)),
                List.of(
                        new Action.PushVlan(0x8100),
                        new Action.Move(
                                new BitRange(OxmField.CT_LABEL, 64, 12), new BitRange(OxmField.VLAN_VID, 0, 12)),
                        new Action.Output(1)));
        out.put(
                Match.of(FieldMatch.exact(OxmField.VLAN_VID, 0x1005)),
                List.of(new Action.PopVlan(), new Action.Group(3)));
    }

    private static void addLearn(Map<Match, List<Action>> out) {
        FieldMatch udp = FieldMatch.exact(OxmField.IP_PROTO, 17);
        out.put(
                ip(udp, ENDPOINT_STATE.is(3)),
                List.of(learn(OxmField.IPV4_SRC, OxmField.IPV4_DST, OxmField.REG3, 0x0800), set(ENDPOINT_STATE.is(2))));
        out.put(
                ipv6(udp, ENDPOINT_STATE.is(3)),
                List.of(
                        learn(OxmField.IPV6_SRC, OxmField.IPV6_DST, OxmField.XXREG3, 0x86dd),
                        set(ENDPOINT_STATE.is(2))));
    }

    private static Action learn(OxmField source, OxmField destination, OxmField endpoint, int etherType) {
        List<LearnSpec> specs = List.of(
                new LearnSpec.MatchValue(BitRange.whole(OxmField.ETH_TYPE), U128.of(etherType)),
                new LearnSpec.MatchValue(BitRange.whole(OxmField.IP_PROTO), U128.of(17)),
                new LearnSpec.MatchField(BitRange.whole(OxmField.UDP_DST), BitRange.whole(OxmField.UDP_DST)),
                new LearnSpec.MatchField(BitRange.whole(destination), BitRange.whole(destination)),
                new LearnSpec.MatchField(BitRange.whole(source), BitRange.whole(source)),
                new LearnSpec.LoadField(ENDPOINT_PORT, ENDPOINT_PORT),
                new LearnSpec.LoadField(BitRange.whole(endpoint), BitRange.whole(endpoint)),
                new LearnSpec.LoadValue(ENDPOINT_STATE, U128.of(2)),
                new LearnSpec.LoadValue(REWRITE, U128.of(1)),
                new LearnSpec.OutputField(BitRange.whole(OxmField.REG1)));
        return new Action.Learn(9, 200, 0, 10800, 5, 0x100030000000fL, true, specs);
    }
}

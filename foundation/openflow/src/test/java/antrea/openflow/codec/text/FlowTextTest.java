package antrea.openflow.codec.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.net.Bytes;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.PortRange;
import antrea.net.U128;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.FlowKey;
import antrea.openflow.codec.GroupMod;
import antrea.openflow.codec.Match;
import antrea.openflow.codec.MeterConfig;
import antrea.openflow.codec.OxmField;
import antrea.openflow.codec.Ports;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// The syntax itself is proved against the real `ovs-ofctl` in the tests tagged `ovs`; here are the corners.
final class FlowTextTest {
    private static String match(FieldMatch... fields) {
        return FlowText.WITH_NUMBERS.match(Match.of(fields));
    }

    private static String actions(Action... actions) {
        return FlowText.WITH_NUMBERS.actions(List.of(actions));
    }

    private static FieldMatch type(int etherType) {
        return FieldMatch.exact(OxmField.ETH_TYPE, etherType);
    }

    private static FieldMatch protocol(int number) {
        return FieldMatch.exact(OxmField.IP_PROTO, number);
    }

    private static FieldMatch prefix(OxmField field, String cidr) {
        Cidr parsed = Cidr.parse(cidr);
        return new FieldMatch(field, parsed.address().value(), parsed.mask());
    }

    @Test
    void protocolsHaveTheirShortNamesInBothFamilies() {
        assertEquals("ip", match(type(0x0800)));
        assertEquals("ipv6", match(type(0x86dd)));
        assertEquals("tcp,tp_dst=80", match(type(0x0800), protocol(6), FieldMatch.exact(OxmField.TCP_DST, 80)));
        assertEquals("udp6,tp_src=53", match(type(0x86dd), protocol(17), FieldMatch.exact(OxmField.UDP_SRC, 53)));
        assertEquals("sctp", match(type(0x0800), protocol(132)));
        assertEquals("icmp,icmp_type=8", match(type(0x0800), protocol(1), FieldMatch.exact(OxmField.ICMPV4_TYPE, 8)));
        assertEquals(
                "icmp6,icmp_type=135", match(type(0x86dd), protocol(58), FieldMatch.exact(OxmField.ICMPV6_TYPE, 135)));
        assertEquals("ip,nw_proto=2", match(type(0x0800), protocol(2)));
        assertEquals("ipv6,nw_proto=2", match(type(0x86dd), protocol(2)));
        assertEquals("arp,arp_op=1", match(type(0x0806), FieldMatch.exact(OxmField.ARP_OP, 1)));
        assertEquals("dl_type=0x88b5", match(type(0x88b5)));
    }

    @Test
    void addressesAreWrittenAsPrefixesOrWithAnyOtherMask() {
        assertEquals("ip,nw_src=10.1.0.0/16", match(type(0x0800), prefix(OxmField.IPV4_SRC, "10.1.0.0/16")));
        assertEquals("ipv6,ipv6_dst=fd00:1::/64", match(type(0x86dd), prefix(OxmField.IPV6_DST, "fd00:1::/64")));
        FieldMatch odd = new FieldMatch(OxmField.IPV4_DST, U128.of(0x0a000001), U128.of(0xff0000ffL));
        assertEquals("ip,nw_dst=10.0.0.1/255.0.0.255", match(type(0x0800), odd));
        FieldMatch multicast = new FieldMatch(OxmField.ETH_DST, U128.of(0x010000000000L), U128.of(0x010000000000L));
        assertEquals("dl_dst=01:00:00:00:00:00/01:00:00:00:00:00", match(multicast));
    }

    @Test
    void numbersAreHexadecimalOrDecimalAsInTheDump() {
        assertEquals("reg0=0/0x200", match(new BitRange(OxmField.REG0, 9, 1).is(0)));
        assertEquals("reg1=0x5", match(FieldMatch.exact(OxmField.REG1, 5)));
        assertEquals("conj_id=7", match(FieldMatch.exact(OxmField.CONJ_ID, 7)));
        assertEquals("ct_zone=65520", match(FieldMatch.exact(OxmField.CT_ZONE, 65520)));
        assertEquals("ct_label=0x700000000/0xffffffff00000000", match(new BitRange(OxmField.CT_LABEL, 32, 32).is(7)));
        assertEquals("in_port=LOCAL", match(FieldMatch.exact(OxmField.IN_PORT, Ports.LOCAL & 0xffffffffL)));
        assertEquals("ip,nw_tos=28", match(type(0x0800), FieldMatch.exact(OxmField.IP_DSCP, 7)));
        FieldMatch range = new FieldMatch(OxmField.TCP_DST, U128.of(0x1f90), U128.of(0xfffc));
        assertEquals("tcp,tp_dst=0x1f90/0xfffc", match(type(0x0800), protocol(6), range));
        FieldMatch state = new FieldMatch(OxmField.CT_STATE, U128.of(0x21), U128.of(0x29));
        assertEquals("ct_state=+new-rpl+trk", match(state));
        assertEquals("", match());
    }

    @Test
    void wideRegisterIsWrittenInItsParts() {
        FieldMatch wide =
                FieldMatch.exact(OxmField.XXREG3, IpAddress.parse("fd00::5").value());
        assertEquals("reg12=0xfd000000,reg13=0,reg14=0,reg15=0x5", match(wide));
    }

    @Test
    void vlansAreWrittenByIdOrByPresence() {
        assertEquals("dl_vlan=5", match(FieldMatch.exact(OxmField.VLAN_VID, 0x1005)));
        assertEquals("vlan_tci=0x0000/0x1fff", match(FieldMatch.exact(OxmField.VLAN_VID, 0)));
        FieldMatch any = new FieldMatch(OxmField.VLAN_VID, U128.of(0x1000), U128.of(0x1000));
        assertEquals("vlan_tci=0x1000/0x1000", match(any));
    }

    @Test
    void outputsNameReservedPorts() {
        assertEquals("output:7", actions(new Action.Output(7)));
        assertEquals("IN_PORT", actions(new Action.Output(Ports.IN_PORT)));
        assertEquals("NORMAL", actions(new Action.Output(Ports.NORMAL)));
        assertEquals("CONTROLLER:65535", actions(new Action.Output(Ports.CONTROLLER)));
        assertEquals("drop", actions());
        assertEquals("CONTROLLER:128", actions(new Action.Controller(128, 1, Bytes.EMPTY, false)));
        assertEquals(
                "controller(userdata=02.ff,pause)", actions(new Action.Controller(0xffff, 1, Bytes.of(2, 255), true)));
    }

    @Test
    void translationHasBracketsOnlyAroundIpv6WithPorts() {
        assertEquals("ct(nat(src=10.0.0.1))", ct(Action.Nat.source(IpAddress.parse("10.0.0.1"))));
        assertEquals("ct(nat(src=fd00::1))", ct(Action.Nat.source(IpAddress.parse("fd00::1"))));
        assertEquals("ct(nat(dst=10.0.0.1:80))", ct(Action.Nat.destination(IpAddress.parse("10.0.0.1"), 80)));
        assertEquals("ct(nat(dst=[fd00::1]:80))", ct(Action.Nat.destination(IpAddress.parse("fd00::1"), 80)));
        Action.Nat range = new Action.Nat.Source(
                IpAddress.parse("10.0.0.1"), IpAddress.parse("10.0.0.9"), Optional.of(new PortRange(1000, 2000)));
        assertEquals("ct(nat(src=10.0.0.1-10.0.0.9:1000-2000))", ct(range));
        assertEquals("ct(nat)", ct(new Action.Nat.Restore()));
    }

    private static String ct(Action.Nat nat) {
        return actions(new Action.Ct(
                false, false, OptionalInt.empty(), new Action.Zone.Fixed(0), Optional.of(nat), List.of()));
    }

    @Test
    void tablesAreWrittenByNameWhenTheReaderKnowsNames() {
        FlowText named = new FlowText(table -> "T" + table);
        FlowKey key = new FlowKey(5, 200, Match.ANY);
        List<Action> actions = List.of(new Action.Resubmit(7), new Action.GotoTable(9));
        assertEquals("table=T5, priority=200 actions=resubmit(,T7),goto_table:T9", named.flow(key, actions));
        assertEquals(
                "cookie=0x1000000000000, table=5, priority=200 actions=resubmit(,7),goto_table:9",
                FlowText.WITH_NUMBERS.flow(key, actions, 1L << 48));
    }

    @Test
    void groupsAndMetersAreWrittenInOneLine() {
        List<GroupMod.Bucket> buckets = List.of(
                new GroupMod.Bucket(0, 100, List.of(new Action.Resubmit(11))), new GroupMod.Bucket(1, 0, List.of()));
        assertEquals(
                "group_id=5,type=select,bucket=bucket_id:0,weight:100,actions=resubmit(,11),"
                        + "bucket=bucket_id:1,weight:0,actions=drop",
                FlowText.WITH_NUMBERS.group(5, GroupMod.Type.SELECT, buckets));
        MeterConfig meter = new MeterConfig(
                256, MeterConfig.Unit.PACKETS_PER_SECOND, true, List.of(new MeterConfig.DropBand(500, 1000)));
        assertEquals(
                "meter=256 pktps burst stats bands=type=drop rate=500 burst_size=1000",
                FlowText.WITH_NUMBERS.meter(meter));
    }
}

package antrea.networkpolicy.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import antrea.net.AddressWithPrefix;
import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.Protocol;
import antrea.runtime.json.Json;
import antrea.runtime.json.JsonException;
import antrea.runtime.json.JsonText;
import antrea.serve.codec.ProtobufException;
import antrea.serve.codec.ProtobufReader;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ControlPlaneTest {
    private static <T> String hex(ControlPlane.Kind<T> kind, T value) {
        return Bytes.of(kind.toProtobuf(value)).toString();
    }

    private static <T> T decode(ControlPlane.Kind<T> kind, String hex) {
        return kind.fromProtobuf(new ProtobufReader(Bytes.ofHex(hex).toArray()));
    }

    @Test
    void addressGroupHasTheBytesOfTheGoMarshaller() {
        AddressGroup group = new AddressGroup(Metadata.of("n", "u"), List.of());
        assertEquals("0a120a016e12001a0022002a0175320038004200", hex(ControlPlane.ADDRESS_GROUP, group));
        assertEquals(group, decode(ControlPlane.ADDRESS_GROUP, "0a120a016e12001a0022002a0175320038004200"));
    }

    @Test
    void bookmarkObjectHasTheBytesOfTheGoMarshaller() {
        assertEquals(
                "0a100a0012001a0022002a00320038004200",
                hex(ControlPlane.NETWORK_POLICY, ControlPlane.NETWORK_POLICY.empty()));
    }

    @Test
    void isolationMarkerHasTheBytesOfTheGoMarshaller() {
        NetworkPolicy policy = new NetworkPolicy(
                Metadata.of("", ""),
                List.of(NetworkPolicyRule.denyAll(NetworkPolicyRule.Direction.IN)),
                List.of(),
                OptionalDouble.empty(),
                OptionalInt.empty(),
                Optional.empty());
        assertEquals(
                "0a100a0012001a0022002a00320038004200" + "1210" + "0a02496e12001a00280038004a005a00",
                hex(ControlPlane.NETWORK_POLICY, policy));
    }

    @Test
    void policyHasTheBytesMeasuredOnAWatch() {
        NetworkPolicy policy = new NetworkPolicy(
                new Metadata("p", "p", 3),
                List.of(NetworkPolicyRule.denyAll(NetworkPolicyRule.Direction.IN)),
                List.of(),
                OptionalDouble.empty(),
                OptionalInt.empty(),
                Optional.of(NetworkPolicyReference.k8s("", "x", "")));
        String expected = "0a120a017012001a0022002a017032003803420012100a02496e12001a00280038004a005a00"
                + "32190a104b38734e6574776f726b506f6c69637912001a01782200";
        assertEquals(expected, hex(ControlPlane.NETWORK_POLICY, policy));
        assertEquals(policy, decode(ControlPlane.NETWORK_POLICY, expected));
    }

    @Test
    void labelIdentitiesAreNotPacked() {
        NetworkPolicyPeer peer = new NetworkPolicyPeer(List.of(), List.of(), List.of(), List.of(), List.of(1, 300));
        NetworkPolicyRule rule = new NetworkPolicyRule(
                NetworkPolicyRule.Direction.IN, peer, List.of(), List.of(), NetworkPolicyRule.Verdict.NONE, List.of());
        NetworkPolicy policy = NetworkPolicy.k8s(NetworkPolicyReference.k8s("", "", ""), 0, List.of(rule), List.of());
        assertEquals(
                true, hex(ControlPlane.NETWORK_POLICY, policy).contains("0a02496e" + "1205" + "280128ac02" + "1a00"));
    }

    @Test
    void addressesAreSixteenBytesInBothFamilies() {
        AddressGroup group = new AddressGroup(
                Metadata.of("g", "g"),
                List.of(new GroupMember(
                        new MemberRef.Pod("ns", "p"),
                        List.of(IpAddress.parse("10.0.0.1"), IpAddress.parse("fd00::1")),
                        List.of(new NamedPort(80, "http", Protocol.TCP)))));
        assertEquals(
                "0a120a016712001a0022002a0167320038004200"
                        + "123c" + "0a07" + "0a0170" + "12026e73"
                        + "1a10" + "00000000000000000000ffff0a000001"
                        + "1a10" + "fd000000000000000000000000000001"
                        + "220d" + "0850" + "120468747470" + "1a03544350",
                hex(ControlPlane.ADDRESS_GROUP, group));
        assertEquals(
                "{\"metadata\":{\"name\":\"g\",\"uid\":\"g\",\"creationTimestamp\":null},\"groupMembers\":[{\"pod\":"
                        + "{\"name\":\"p\",\"namespace\":\"ns\"},\"ips\":[\"AAAAAAAAAAAAAP//CgAAAQ==\","
                        + "\"/QAAAAAAAAAAAAAAAAAAAQ==\"],\"ports\":[{\"port\":80,\"name\":\"http\","
                        + "\"protocol\":\"TCP\"}]}]}",
                JsonText.write(ControlPlane.ADDRESS_GROUP.toJson(group)));
    }

    @Test
    void policyJsonKeepsTheMembersThatGoAlwaysWrites() {
        NetworkPolicyRule rule = new NetworkPolicyRule(
                NetworkPolicyRule.Direction.OUT,
                NetworkPolicyPeer.of(
                        List.of("a"), List.of(new IpBlock(AddressWithPrefix.parse("fd00::5/64"), List.of()))),
                List.of(Service.of(Protocol.UDP, "dns"), Service.of(Protocol.TCP, 443)),
                List.of(),
                NetworkPolicyRule.Verdict.K8S_ALLOW,
                List.of());
        NetworkPolicy policy =
                NetworkPolicy.k8s(NetworkPolicyReference.k8s("ns", "x", "u"), 2, List.of(rule), List.of("t"));
        assertEquals(
                "{\"metadata\":{\"name\":\"u\",\"uid\":\"u\",\"generation\":2,\"creationTimestamp\":null},\"rules\":[{"
                        + "\"direction\":\"Out\",\"from\":{},\"to\":{\"addressGroups\":[\"a\"],\"ipBlocks\":[{\"cidr\":{"
                        + "\"ip\":\"/QAAAAAAAAAAAAAAAAAABQ==\",\"prefixLength\":64}}]},\"services\":[{\"protocol\":"
                        + "\"UDP\",\"port\":\"dns\"},{\"protocol\":\"TCP\",\"port\":443}],\"priority\":-1,\"action\":"
                        + "\"Allow\",\"enableLogging\":false}],\"appliedToGroups\":[\"t\"],\"sourceRef\":{\"type\":"
                        + "\"K8sNetworkPolicy\",\"namespace\":\"ns\",\"name\":\"x\",\"uid\":\"u\"}}",
                JsonText.write(ControlPlane.NETWORK_POLICY.toJson(policy)));
    }

    @Test
    void emptyObjectsAreAsBookmarksCarryThem() {
        assertEquals(
                "{\"metadata\":{\"creationTimestamp\":null}}",
                JsonText.write(ControlPlane.APPLIED_TO_GROUP.toJson(ControlPlane.APPLIED_TO_GROUP.empty())));
    }

    @Test
    void anyAddressIsBothFamilies() {
        assertEquals(
                List.of("0.0.0.0/0", "::/0"),
                NetworkPolicyPeer.ANYBODY.ipBlocks().stream()
                        .map(b -> b.cidr().toString())
                        .toList());
    }

    @Test
    void mappedAddressWithALongPrefixStaysIpv6() {
        AddressWithPrefix net = PolicyProtobuf.ipNet(
                Bytes.ofHex("00000000000000000000ffff0a000001").toArray(), 120);
        assertEquals("::ffff:10.0.0.1/120", net.toString());
        assertThrows(ProtobufException.class, () -> PolicyProtobuf.ipNet(new byte[] {1, 2, 3, 4}, 33));
        assertThrows(ProtobufException.class, () -> PolicyProtobuf.ipNet(new byte[3], 0));
    }

    private static <T> void assertBothWays(ControlPlane.Kind<T> kind, T value) {
        assertEquals(value, kind.fromProtobuf(new ProtobufReader(kind.toProtobuf(value))));
        Json json = JsonText.read(JsonText.write(kind.toJson(value)));
        assertEquals(value, kind.fromJson(json.asObject("")));
    }

    @Property(tries = 200)
    void policiesSurviveBothEncodings(@ForAll("policies") NetworkPolicy policy) {
        assertBothWays(ControlPlane.NETWORK_POLICY, policy);
    }

    @Property(tries = 200)
    void groupsSurviveBothEncodings(@ForAll("groups") AddressGroup group) {
        assertBothWays(ControlPlane.ADDRESS_GROUP, group);
        assertBothWays(ControlPlane.APPLIED_TO_GROUP, new AppliedToGroup(group.metadata(), group.groupMembers()));
    }

    @Property(tries = 200)
    void patchesSurviveBothEncodings(@ForAll("patches") AppliedToGroup.Patch patch) {
        assertBothWays(ControlPlane.APPLIED_TO_GROUP_PATCH, patch);
        assertBothWays(
                ControlPlane.ADDRESS_GROUP_PATCH,
                new AddressGroup.Patch(patch.metadata(), patch.added(), patch.removed()));
    }

    @Property(tries = 200)
    void reportsSurviveBothEncodings(@ForAll("statuses") NetworkPolicyStatus status) {
        assertBothWays(ControlPlane.NETWORK_POLICY_STATUS, status);
    }

    @Property(tries = 500)
    void cutBytesAreRefusedOrRead(@ForAll("policies") NetworkPolicy policy, @ForAll int at) {
        byte[] whole = ControlPlane.NETWORK_POLICY.toProtobuf(policy);
        readOrRefuse(ControlPlane.NETWORK_POLICY, Arrays.copyOf(whole, Math.floorMod(at, whole.length)));
    }

    @Property(tries = 2000)
    void randomBytesAreRefusedOrRead(@ForAll byte[] bytes) {
        readOrRefuse(ControlPlane.NETWORK_POLICY, bytes);
        readOrRefuse(ControlPlane.ADDRESS_GROUP, bytes);
        readOrRefuse(ControlPlane.APPLIED_TO_GROUP_PATCH, bytes);
        readOrRefuse(ControlPlane.NETWORK_POLICY_STATUS, bytes);
    }

    @Property(tries = 1000)
    void flippedBytesAreRefusedOrRead(@ForAll("policies") NetworkPolicy policy, @ForAll int at, @ForAll byte value) {
        byte[] bytes = ControlPlane.NETWORK_POLICY.toProtobuf(policy);
        bytes[Math.floorMod(at, bytes.length)] = value;
        readOrRefuse(ControlPlane.NETWORK_POLICY, bytes);
    }

    @Test
    void jsonOfAnotherShapeIsRefused() {
        for (String text : List.of(
                "{\"rules\":{}}",
                "{\"rules\":[{\"direction\":\"Up\"}]}",
                "{\"rules\":[{\"direction\":\"In\",\"action\":\"Perhaps\"}]}",
                "{\"rules\":[{\"direction\":\"In\",\"from\":{\"ipBlocks\":[{\"cidr\":{\"ip\":\"AQI=\"}}]}}]}",
                "{\"rules\":[{\"direction\":\"In\",\"services\":[{\"protocol\":\"XTP\"}]}]}",
                "{\"sourceRef\":{\"type\":\"NoPolicy\"}}",
                "{\"metadata\":7}")) {
            Json.Obj json = JsonText.read(text).asObject("");
            assertThrows(JsonException.class, () -> ControlPlane.NETWORK_POLICY.fromJson(json), text);
        }
        assertThrows(
                JsonException.class,
                () -> ControlPlane.ADDRESS_GROUP.fromJson(
                        JsonText.read("{\"groupMembers\":[{}]}").asObject("")));
    }

    private static <T> void readOrRefuse(ControlPlane.Kind<T> kind, byte[] bytes) {
        try {
            kind.fromProtobuf(new ProtobufReader(bytes));
        } catch (ProtobufException expected) {
            assertEquals(false, String.valueOf(expected.getMessage()).isEmpty());
        }
    }

    @Provide
    Arbitrary<NetworkPolicy> policies() {
        return Messages.policy();
    }

    @Provide
    Arbitrary<AddressGroup> groups() {
        return Messages.addressGroup();
    }

    @Provide
    Arbitrary<AppliedToGroup.Patch> patches() {
        return Messages.appliedToGroupPatch();
    }

    @Provide
    Arbitrary<NetworkPolicyStatus> statuses() {
        return Messages.status();
    }

    @Provide
    Arbitrary<byte[]> bytes() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
    }
}

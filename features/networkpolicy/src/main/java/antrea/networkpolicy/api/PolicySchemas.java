package antrea.networkpolicy.api;

import antrea.runtime.json.Json;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// OpenAPI v2 schemas of the kinds that [ControlPlane] serves as resources, for `kubectl explain`. They say what
/// [PolicyJson], [GroupJson] and [ServiceJson] write; a test holds them together.
public final class PolicySchemas {
    private static final String BYTES_OF_IP = "Address, its 16 bytes in base64; IPv4 as an IPv4-mapped IPv6 address.";

    private PolicySchemas() {}

    public static Json.Obj networkPolicy() {
        return kind(
                        "The rules of one policy, as they are computed for the Nodes that need them.",
                        "Computed policy: its name is the UID of the policy it was computed from.")
                .list("rules", rule())
                .texts(
                        "appliedToGroups",
                        "Names of the AppliedToGroups that the policy holds for; empty when each"
                                + " rule has its own.")
                .put(
                        "priority",
                        number(
                                "number",
                                "double",
                                "Priority within the tier; absent for Kubernetes" + " NetworkPolicies."))
                .put("tierPriority", int32("Priority of the tier; absent for Kubernetes NetworkPolicies."))
                .put("sourceRef", reference())
                .schema();
    }

    public static Json.Obj addressGroup() {
        return kind(
                        "Members that rules name as peers.",
                        "The group; its name is computed from what selects the members.")
                .list("groupMembers", member())
                .schema();
    }

    public static Json.Obj appliedToGroup() {
        return kind("Members that policies apply to.", "The group; its name is computed from what selects the members.")
                .list("groupMembers", member())
                .schema();
    }

    /// The members of an object, in their order.
    private static final class Fields {
        private final String description;
        private final SequencedMap<String, Json> properties = new LinkedHashMap<>();

        private Fields(String description) {
            this.description = description;
        }

        Fields put(String name, Json.Obj schema) {
            properties.put(name, schema);
            return this;
        }

        Fields text(String name, String what) {
            return put(name, described("string", what));
        }

        Fields list(String name, Json.Obj element) {
            String what = element.text("description");
            return put(name, described("array", what).with("items", element));
        }

        Fields texts(String name, String what) {
            Json.Obj element = Json.Obj.EMPTY.with("type", "string");
            return put(name, described("array", what).with("items", element));
        }

        Json.Obj schema() {
            return described("object", description).with("properties", new Json.Obj(properties));
        }
    }

    private static Json.Obj described(String type, String what) {
        return Json.Obj.EMPTY.with("description", what).with("type", type);
    }

    private static Json.Obj number(String type, String format, String what) {
        return described(type, what).with("format", format);
    }

    private static Json.Obj int32(String what) {
        return number("integer", "int32", what);
    }

    private static Json.Obj ip() {
        return number("string", "byte", BYTES_OF_IP);
    }

    private static Fields kind(String what, String metadata) {
        return new Fields(what)
                .text("apiVersion", "Group and version of this representation.")
                .text("kind", "Kind of this representation.")
                .put(
                        "metadata",
                        new Fields(metadata)
                                .text("name", "Name of the object.")
                                .text("uid", "UID of the object.")
                                .put("generation", number("integer", "int64", "Grows with each change of the content."))
                                .put("creationTimestamp", number("string", "date-time", "Not kept."))
                                .schema());
    }

    private static Json.Obj named(String what) {
        return new Fields(what)
                .text("name", "Its name.")
                .text("namespace", "Its Namespace.")
                .schema();
    }

    private static Json.Obj reference() {
        return new Fields("The policy that it was computed from.")
                .text("type", "Its kind: K8sNetworkPolicy, AntreaNetworkPolicy, AntreaClusterNetworkPolicy, …")
                .text("namespace", "Its Namespace; absent for a policy of the cluster.")
                .text("name", "Its name.")
                .text("uid", "Its UID.")
                .schema();
    }

    private static Json.Obj rule() {
        return new Fields("Rules, each for one direction.")
                .text("direction", "In or Out, seen from the members it applies to.")
                .put("from", peer("Who may send; for direction In."))
                .put("to", peer("Who may be sent to; for direction Out."))
                .list("services", service())
                .put("priority", int32("Place among the rules of the policy: a smaller one is looked at first."))
                .text("action", "Allow, Drop, Reject or Pass; absent for Kubernetes NetworkPolicies, which allow.")
                .put("enableLogging", described("boolean", "Whether packets of it are written to the audit log."))
                .texts("appliedToGroups", "Names of the AppliedToGroups that the rule holds for, when it has its own.")
                .text("name", "Name of the rule.")
                .list("l7Protocols", l7Protocol())
                .text("logLabel", "Text in each line of the audit log.")
                .schema();
    }

    private static Json.Obj peer(String what) {
        return new Fields(what)
                .texts("addressGroups", "Names of AddressGroups.")
                .list("ipBlocks", ipBlock())
                .texts("fqdns", "Domain names, possibly with a wildcard.")
                .list("toServices", named("Services."))
                .put(
                        "labelIdentities",
                        described("array", "Numbers of label identities of other clusters.")
                                .with(
                                        "items",
                                        Json.Obj.EMPTY.with("type", "integer").with("format", "int64")))
                .schema();
    }

    private static Json.Obj ipBlock() {
        return new Fields("Addresses of a prefix.")
                .put("cidr", ipNet("The prefix."))
                .list("except", ipNet("Prefixes in it that do not belong to it."))
                .schema();
    }

    private static Json.Obj ipNet(String what) {
        return new Fields(what)
                .put("ip", ip())
                .put("prefixLength", int32("Bits of the prefix."))
                .schema();
    }

    private static Json.Obj service() {
        return new Fields("Protocols and ports; none stands for all.")
                .text("protocol", "TCP, UDP, SCTP, ICMP, ICMPv6 or IGMP.")
                .put("port", number("string", "int-or-string", "Number or name of the destination port."))
                .put("endPort", int32("Last port of the range that begins with port."))
                .put("icmpType", int32("Type of ICMP messages."))
                .put("icmpCode", int32("Code of ICMP messages."))
                .put("igmpType", int32("Type of IGMP messages."))
                .text("groupAddress", "Multicast group of IGMP messages.")
                .put("srcPort", int32("Source port."))
                .put("srcEndPort", int32("Last port of the range that begins with srcPort."))
                .schema();
    }

    private static Json.Obj l7Protocol() {
        return new Fields("Protocols of the application layer.")
                .put(
                        "http",
                        new Fields("HTTP requests.")
                                .text("host", "Host of the request.")
                                .text("method", "Method of the request.")
                                .text("path", "Path of the request.")
                                .schema())
                .put(
                        "tls",
                        new Fields("TLS handshakes.")
                                .text("sni", "Server name that the client asks for.")
                                .schema())
                .schema();
    }

    private static Json.Obj member() {
        Json.Obj port = new Fields("Named ports of the member.")
                .put("port", int32("Number of the port."))
                .text("name", "Name of the port.")
                .text("protocol", "TCP, UDP or SCTP.")
                .schema();
        Json.Obj node = new Fields("The Node that the member is.")
                .text("name", "Its name.")
                .schema();
        return new Fields("Members of the group.")
                .put("pod", named("The Pod that the member is."))
                .put("externalEntity", named("The ExternalEntity that the member is."))
                .put("ips", described("array", "Addresses of the member.").with("items", ip()))
                .list("ports", port)
                .put("node", node)
                .put("service", named("The Service that the member is."))
                .schema();
    }
}

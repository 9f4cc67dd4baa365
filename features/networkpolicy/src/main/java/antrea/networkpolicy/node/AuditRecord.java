package antrea.networkpolicy.node;

/// One packet in the audit log, in the form of the original: table, policy, rule, direction, what became of it,
/// priority of the flow, Pod that the policy applies to, source, destination, protocol, length, label.
///
/// @param rule name of the rule and its label; a K8s policy has neither
/// @param appliedTo `namespace/name`; empty when the address is no Pod's of this Node
public record AuditRecord(
        String table, Disposition disposition, RuleLabel rule, String direction, String appliedTo, Packet packet) {
    private static final String NOTHING = "<nil>";

    /// Which rule it was.
    ///
    /// @param priority of its flow; empty where no rule but the isolation of the Pod decided
    public record RuleLabel(String policy, String rule, String priority, String label) {
        /// The drop of what no rule allows: the switch does not say which policy isolates the Pod.
        static final RuleLabel K8S_DEFAULT = new RuleLabel("K8sNetworkPolicy", "", "", "");
    }

    /// Ports are empty for protocols other than TCP and UDP. `length` is that of the IP packet in bytes.
    public record Packet(
            String source, String sourcePort, String destination, String port, String protocol, int length) {}

    /// What became of the packet, with its number in the register.
    public enum Disposition {
        ALLOW("Allow"),
        DROP("Drop"),
        REJECT("Reject"),
        PASS("Pass");

        private final String text;

        Disposition(String text) {
            this.text = text;
        }

        static Disposition ofNumber(int number) {
            return values()[number & 3];
        }
    }

    private static String word(String text) {
        return text.isEmpty() ? NOTHING : text;
    }

    /// The line without its time.
    String text() {
        return String.join(
                " ",
                table,
                rule.policy,
                word(rule.rule),
                direction,
                disposition.text,
                word(rule.priority),
                word(appliedTo),
                packet.source,
                word(packet.sourcePort),
                packet.destination,
                word(packet.port),
                packet.protocol,
                Integer.toString(packet.length),
                word(rule.label));
    }
}

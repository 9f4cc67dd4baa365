package antrea.openflow.codec.text;

import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.PortRange;
import antrea.openflow.codec.Action;
import antrea.openflow.codec.BitRange;
import antrea.openflow.codec.FieldMatch;
import antrea.openflow.codec.Ports;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/// Actions in the syntax of ovs-actions(7).
final class ActionText {
    private final IntFunction<String> tableName;

    ActionText(IntFunction<String> tableName) {
        this.tableName = tableName;
    }

    /// `drop` for none.
    String list(List<Action> actions) {
        return actions.isEmpty() ? "drop" : bareList(actions);
    }

    private String bareList(List<Action> actions) {
        return String.join(",", actions.stream().map(this::one).toList());
    }

    private String one(Action action) {
        return switch (action) {
            case Action.Output(int port) -> output(port);
            case Action.OutputField(BitRange port) -> "output:" + ValueText.bits(port);
            case Action.SetField(FieldMatch value) ->
                "set_field:" + ValueText.of(value) + "->" + value.field().text();
            case Action.Move(BitRange from, BitRange to) -> "move:" + ValueText.bits(from) + "->" + ValueText.bits(to);
            case Action.DecTtl() -> "dec_ttl";
            case Action.PushVlan(int etherType) -> "push_vlan:0x" + Integer.toHexString(etherType);
            case Action.PopVlan() -> "pop_vlan";
            case Action.Group(int groupId) -> "group:" + Integer.toUnsignedString(groupId);
            case Action.Meter(int meterId) -> "meter:" + Integer.toUnsignedString(meterId);
            case Action.GotoTable(int table) -> "goto_table:" + tableName.apply(table);
            case Action.Resubmit(int table) -> "resubmit(," + tableName.apply(table) + ")";
            case Action.CtClear() -> "ct_clear";
            case Action.Ct ct -> ct(ct);
            case Action.Conjunction(int id, int clause, int clauseCount) ->
                "conjunction(" + Integer.toUnsignedString(id) + "," + clause + "/" + clauseCount + ")";
            case Action.Controller controller -> controller(controller);
            case Action.Learn learn -> LearnText.of(learn, tableName);
            case Action.Note(Bytes bytes) -> "note:" + dotted(bytes);
        };
    }

    private static String output(int port) {
        return switch (port) {
            case Ports.CONTROLLER -> "CONTROLLER:65535";
            case Ports.IN_PORT, Ports.TABLE, Ports.NORMAL, Ports.LOCAL, Ports.ANY -> ValueText.port(port);
            default -> "output:" + ValueText.port(port);
        };
    }

    private String ct(Action.Ct ct) {
        StringBuilder out = new StringBuilder();
        if (ct.commit()) {
            out.append(",commit");
        }
        if (ct.force()) {
            out.append(",force");
        }
        ct.table().ifPresent(table -> out.append(",table=").append(tableName.apply(table)));
        switch (ct.zone()) {
            case Action.Zone.Fixed(int zone) -> out.append(zone == 0 ? "" : ",zone=" + zone);
            case Action.Zone.InField(BitRange bits) -> out.append(",zone=").append(ValueText.bits(bits));
        }
        ct.nat().ifPresent(nat -> out.append(",").append(nat(nat)));
        if (!ct.exec().isEmpty()) {
            out.append(",exec(").append(bareList(ct.exec())).append(")");
        }
        return "ct(" + (out.isEmpty() ? "" : out.substring(1)) + ")";
    }

    private static String nat(Action.Nat nat) {
        return switch (nat) {
            case Action.Nat.Restore() -> "nat";
            case Action.Nat.Source(IpAddress first, IpAddress last, Optional<PortRange> ports) ->
                "nat(src=" + range(first, last, ports) + ")";
            case Action.Nat.Destination(IpAddress first, IpAddress last, Optional<PortRange> ports) ->
                "nat(dst=" + range(first, last, ports) + ")";
        };
    }

    private static String range(IpAddress first, IpAddress last, Optional<PortRange> ports) {
        boolean brackets = !first.isV4() && ports.isPresent();
        String addresses = bracketed(first, brackets) + (first.equals(last) ? "" : "-" + bracketed(last, brackets));
        return addresses + ports.map(range -> ":" + range).orElse("");
    }

    private static String bracketed(IpAddress address, boolean brackets) {
        return brackets ? "[" + address + "]" : address.toString();
    }

    private static String controller(Action.Controller controller) {
        boolean plain = controller.reason() == 1 && controller.userdata().length() == 0 && !controller.pause();
        if (plain) {
            return "CONTROLLER:" + controller.maxLength();
        }
        StringBuilder out = new StringBuilder();
        if (controller.reason() != 1) {
            out.append(",reason=").append(reason(controller.reason()));
        }
        if (controller.maxLength() != 0xffff) {
            out.append(",max_len=").append(controller.maxLength());
        }
        if (controller.userdata().length() > 0) {
            out.append(",userdata=").append(dotted(controller.userdata()));
        }
        if (controller.pause()) {
            out.append(",pause");
        }
        return "controller(" + out.substring(1) + ")";
    }

    private static String reason(int reason) {
        return switch (reason) {
            case 0 -> "no_match";
            case 2 -> "invalid_ttl";
            case 3 -> "action_set";
            case 4 -> "group";
            case 5 -> "packet_out";
            default -> Integer.toString(reason);
        };
    }

    private static String dotted(Bytes bytes) {
        return bytes.toString().replaceAll("..(?!$)", "$0.");
    }
}

package antrea.openflow.connection;

import antrea.openflow.codec.FlowEntry;
import antrea.openflow.codec.GroupMod;
import antrea.openflow.codec.MeterConfig;
import antrea.openflow.codec.MultipartReply;
import antrea.openflow.codec.MultipartRequest;
import antrea.openflow.codec.MultipartRequest.FlowFilter;
import antrea.openflow.codec.MultipartRequest.TableFeature;
import antrea.openflow.codec.Port;
import antrea.openflow.codec.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Reads back what a switch holds. Every method asks the switch anew and throws [OpenFlowException] as the session
/// does.
public final class SwitchState {
    private final OpenFlowSession session;

    public SwitchState(OpenFlowSession session) {
        this.session = session;
    }

    /// The flows, one by one on the reading thread, without holding them all.
    public void eachFlow(FlowFilter filter, Consumer<FlowEntry> each) {
        session.list(new MultipartRequest.Flows(filter), body -> {
            if (body instanceof MultipartReply.Flows(List<FlowEntry> entries)) {
                entries.forEach(each);
            }
        });
    }

    public List<FlowEntry> flows(FlowFilter filter) {
        List<FlowEntry> out = new ArrayList<>();
        eachFlow(filter, out::add);
        return out;
    }

    /// Packets, bytes and number of flows.
    public MultipartReply.Aggregate flowSums(FlowFilter filter) {
        List<MultipartReply.Aggregate> out = new ArrayList<>();
        session.list(new MultipartRequest.Aggregate(filter), body -> {
            if (body instanceof MultipartReply.Aggregate sums) {
                out.add(sums);
            }
        });
        return out.isEmpty() ? new MultipartReply.Aggregate(0, 0, 0) : out.getFirst();
    }

    public List<MultipartReply.GroupEntry> groups() {
        List<MultipartReply.GroupEntry> out = new ArrayList<>();
        session.list(new MultipartRequest.Groups(GroupMod.ALL_GROUPS), body -> {
            if (body instanceof MultipartReply.Groups(List<MultipartReply.GroupEntry> entries)) {
                out.addAll(entries);
            }
        });
        return out;
    }

    public List<MultipartReply.GroupCounter> groupCounters() {
        List<MultipartReply.GroupCounter> out = new ArrayList<>();
        session.list(new MultipartRequest.GroupCounters(GroupMod.ALL_GROUPS), body -> {
            if (body instanceof MultipartReply.GroupCounters(List<MultipartReply.GroupCounter> entries)) {
                out.addAll(entries);
            }
        });
        return out;
    }

    public List<MeterConfig> meters() {
        List<MeterConfig> out = new ArrayList<>();
        session.list(new MultipartRequest.Meters(MeterConfig.ALL), body -> {
            if (body instanceof MultipartReply.Meters(List<MeterConfig> entries)) {
                out.addAll(entries);
            }
        });
        return out;
    }

    public List<MultipartReply.MeterCounter> meterCounters() {
        List<MultipartReply.MeterCounter> out = new ArrayList<>();
        session.list(new MultipartRequest.MeterCounters(MeterConfig.ALL), body -> {
            if (body instanceof MultipartReply.MeterCounters(List<MultipartReply.MeterCounter> entries)) {
                out.addAll(entries);
            }
        });
        return out;
    }

    /// The highest meter id that the datapath takes; 0 when it has no meters.
    public int maxMeter() {
        List<Integer> out = new ArrayList<>();
        session.list(new MultipartRequest.MeterFeatures(), body -> {
            if (body instanceof MultipartReply.MeterFeatures features) {
                out.add(features.maxMeter());
            }
        });
        return out.isEmpty() ? 0 : out.getFirst();
    }

    public List<Port> ports() {
        List<Port> out = new ArrayList<>();
        session.list(new MultipartRequest.PortList(Ports.ANY), body -> {
            if (body instanceof MultipartReply.PortList(List<Port> entries)) {
                out.addAll(entries);
            }
        });
        return out;
    }

    public List<MultipartReply.PortCounter> portCounters() {
        List<MultipartReply.PortCounter> out = new ArrayList<>();
        session.list(new MultipartRequest.PortCounters(Ports.ANY), body -> {
            if (body instanceof MultipartReply.PortCounters(List<MultipartReply.PortCounter> entries)) {
                out.addAll(entries);
            }
        });
        return out;
    }

    public List<TableFeature> tables() {
        return tables(List.of());
    }

    /// Gives tables names of at most 31 bytes, which `ovs-ofctl --names` then shows. A name set in the OVSDB wins;
    /// the switch refuses then. Returns all tables as they are called now.
    public List<TableFeature> nameTables(Map<Integer, String> names) {
        List<TableFeature> renamed = new ArrayList<>();
        for (TableFeature table : tables()) {
            String name = names.getOrDefault(table.table(), table.name());
            if (!name.equals(table.name())) {
                renamed.add(new TableFeature(table.table(), name, table.maxEntries()));
            }
        }
        return renamed.isEmpty() ? tables() : tables(renamed);
    }

    private List<TableFeature> tables(List<TableFeature> renamed) {
        List<TableFeature> out = new ArrayList<>();
        session.list(new MultipartRequest.Tables(renamed), body -> {
            if (body instanceof MultipartReply.Tables(List<TableFeature> entries)) {
                out.addAll(entries);
            }
        });
        return out;
    }
}

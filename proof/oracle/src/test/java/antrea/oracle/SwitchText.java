package antrea.oracle;

import antrea.bridge.SwitchItem;
import antrea.feature.testing.RecordedDesired;
import antrea.hostnet.HostKinds;
import antrea.openflow.codec.GroupMod;
import antrea.openflow.codec.MeterConfig;
import antrea.openflow.codec.text.FlowText;
import antrea.pipeline.Flow;
import antrea.pipeline.Group;
import antrea.pipeline.Meter;
import antrea.pipeline.NumericFlow;
import antrea.pipeline.NumericGroup;
import antrea.pipeline.Pipeline;
import antrea.pipeline.Table;
import antrea.reconcile.DesiredKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// What a Node desires, as text: flows in the syntax of `ovs-ofctl` with names of tables, in the order of tables,
/// then by falling priority; groups; the state of the host.
final class SwitchText {
    private final Pipeline pipeline;
    private final FlowText text;

    SwitchText(Pipeline pipeline) {
        this.pipeline = pipeline;
        this.text = new FlowText(pipeline::nameOf);
    }

    /// Flows, then groups, then meters.
    List<String> all(RecordedDesired desired) {
        List<String> out = new ArrayList<>(flows(desired.allFlows()));
        out.addAll(groups(desired.allGroups()));
        desired.allMeters().stream()
                .map(meter -> text.meter(config(meter)))
                .sorted()
                .forEach(out::add);
        return out;
    }

    private record Line(int table, int priority, String text) {}

    List<String> flows(Collection<Flow> flows) {
        List<Line> lines = new ArrayList<>();
        for (Flow flow : flows) {
            NumericFlow numeric = pipeline.render(flow);
            lines.add(new Line(
                    numeric.tableId(),
                    numeric.priority(),
                    text.flow(numeric.key(), numeric.actions(), numeric.cookie())));
        }
        lines.sort(Comparator.comparingInt(Line::table)
                .thenComparing(Comparator.comparingInt(Line::priority).reversed())
                .thenComparing(Line::text));
        return lines.stream().map(Line::text).toList();
    }

    List<String> groups(Collection<Group> groups) {
        List<String> out = new ArrayList<>();
        groups.stream().sorted(Comparator.comparingInt(Group::id)).forEach(group -> {
            NumericGroup numeric = pipeline.render(group);
            List<GroupMod.Bucket> buckets = new ArrayList<>();
            for (NumericGroup.NumericBucket bucket : numeric.buckets()) {
                buckets.add(new GroupMod.Bucket(buckets.size(), bucket.weight(), bucket.actions()));
            }
            out.add(text.group(
                    numeric.id(),
                    switch (numeric.type()) {
                        case ALL -> GroupMod.Type.ALL;
                        case SELECT -> GroupMod.Type.SELECT;
                    },
                    buckets));
        });
        return out;
    }

    /// As the product makes it.
    static MeterConfig config(Meter meter) {
        if (SwitchItem.of(meter) instanceof SwitchItem.OfMeter(MeterConfig config)) {
            return config;
        }
        throw new IllegalStateException("no meter: " + meter);
    }

    List<String> tables() {
        List<String> out = new ArrayList<>();
        for (Table table : pipeline.tables()) {
            out.add("# " + pipeline.idOf(table) + " " + table.name());
        }
        return out;
    }

    static List<String> host(NodeRig rig) {
        List<String> out = new ArrayList<>();
        List<DesiredKind<?>> kinds = List.of(
                HostKinds.SYSCTLS,
                HostKinds.ADDRESSES,
                HostKinds.ROUTES,
                HostKinds.NEIGHBOURS,
                HostKinds.SETS,
                HostKinds.SET_ENTRIES,
                HostKinds.CHAINS,
                HostKinds.CHAIN_RULES);
        for (DesiredKind<?> kind : kinds) {
            rig.desired.all(kind).stream()
                    .map(value -> kind.name() + " " + value)
                    .sorted()
                    .forEach(out::add);
        }
        return out;
    }
}

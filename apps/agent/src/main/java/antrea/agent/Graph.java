package antrea.agent;

import antrea.agent.config.AgentConfig;
import antrea.feature.FeatureId;
import antrea.net.IpFamily;
import antrea.networkpolicy.node.PolicyNode;
import antrea.networkpolicy.node.PolicyTables;
import antrea.nodenetwork.node.NodeNetworkNode;
import antrea.nodenetwork.node.NodeTables;
import antrea.pipeline.Pipeline;
import antrea.pipeline.Table;
import antrea.podnetwork.node.PodNetworkNode;
import antrea.service.node.ServiceNode;
import antrea.service.node.ServiceTables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What the agent is made of under a configuration: its features and their tables, for people and for the
/// reference. Needs no Node: tables of both address families are shown.
public final class Graph {
    private final List<Module> modules;
    private final Pipeline pipeline;

    /// A feature and the tables it owns.
    public record Module(FeatureId id, List<Table> tables) {}

    private Graph(List<Module> modules) {
        this.modules = List.copyOf(modules);
        List<Table> tables = new ArrayList<>();
        modules.forEach(m -> tables.addAll(m.tables));
        this.pipeline = Pipeline.assemble(tables);
    }

    /// Throws [antrea.pipeline.PipelineException] when the tables contradict each other.
    public static Graph of(AgentConfig config) {
        Set<IpFamily> families = EnumSet.allOf(IpFamily.class);
        List<Module> out = new ArrayList<>();
        out.add(new Module(NodeNetworkNode.ID, NodeTables.of(families)));
        out.add(new Module(PodNetworkNode.ID, List.of()));
        out.add(new Module(ServiceNode.ID, ServiceTables.of(Features.services(config))));
        out.add(new Module(PolicyNode.ID, PolicyTables.all()));
        return new Graph(out);
    }

    public List<Module> modules() {
        return modules;
    }

    /// The tables with their numbers.
    public Pipeline pipeline() {
        return pipeline;
    }

    /// A line a feature, a line a table below it: number, name, pipeline and stage, and who else may lay flows.
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        for (Module module : modules) {
            out.append("%-14s %s\n".formatted(module.id.gate(), module.id.description()));
            List<Table> inOrder = module.tables.stream()
                    .sorted(Comparator.comparingInt(pipeline::idOf))
                    .toList();
            for (Table table : inOrder) {
                String guests = table.openings().stream()
                        .map(o -> o.visitor().toString())
                        .distinct()
                        .collect(Collectors.joining(", ", "  open to ", ""));
                out.append("  %3d %-26s %s %s%s\n"
                        .formatted(
                                pipeline.idOf(table),
                                table.name(),
                                table.kind(),
                                table.stage(),
                                table.openings().isEmpty() ? "" : guests));
            }
        }
        return out.toString();
    }
}

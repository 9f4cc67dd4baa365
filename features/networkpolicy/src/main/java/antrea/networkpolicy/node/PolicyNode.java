package antrea.networkpolicy.node;

import antrea.feature.Desired;
import antrea.feature.FeatureId;
import antrea.feature.NodeFeature;
import antrea.feature.PacketInHandler;
import antrea.graph.Calculation;
import antrea.networkpolicy.api.NetworkPolicy;
import antrea.networkpolicy.node.RealizationReports.Standing;
import antrea.pipeline.Flow;
import antrea.pipeline.StableNumbers;
import antrea.pipeline.Table;
import antrea.podnetwork.api.LocalInterface;
import antrea.reconcile.Outcome;
import antrea.reconcile.Owner;
import antrea.reconcile.Realization;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Policies on this Node: keeps the flows of every rule stated.
public final class PolicyNode implements NodeFeature {
    public static final FeatureId ID =
            new FeatureId("NetworkPolicy", FeatureId.Maturity.GA, "NetworkPolicies of Kubernetes");

    /// Of so many shared rows of a rule it is asked whether the switch has them. Those beyond stand in the same
    /// bundle, which the switch takes as a whole.
    private static final int ROWS_ASKED = 512;

    private final PolicyOptions options;
    private final RealizationReports reports;
    private final AuditRegistry registry = new AuditRegistry();
    private final RuleRows rows;
    /// Rules that stay as they are until their groups are known; for the calculation thread.
    private final Set<RuleKey> held = new HashSet<>();
    private final PolicyPackets packets;

    /// Without audit log and without anybody who takes reports.
    public PolicyNode(PolicyOptions options) {
        this(options, new PolicyTelling(_ -> "", _ -> {}, new RealizationReports("", _ -> {})));
    }

    public PolicyNode(PolicyOptions options, PolicyTelling telling) {
        this.options = options;
        this.reports = telling.reports();
        this.rows = new RuleRows(new RuleFlows(options.families()), registry, new StableNumbers<>());
        this.packets = new PolicyPackets(registry, telling.tableNames(), telling.log());
    }

    @Override
    public FeatureId id() {
        return ID;
    }

    @Override
    public List<Table> tables() {
        return PolicyTables.all();
    }

    @Override
    public List<PacketInHandler> packetInHandlers() {
        return List.of(packets);
    }

    @Override
    public void wire(Calculation in, Desired out) {
        RuleInputs inputs = new RuleInputs(in, options.families());
        in.source(LocalInterface.SOURCE).observe((_, before, after) -> registry.observe(before, after));
        List<Flow> fixed = new ArrayList<>(StaticFlows.calculate(options.families(), options.hostTraffic()));
        fixed.addAll(AuditFlows.output(options.meteredPacketIn()));
        out.flows().state(Desired.owner(ID, "static"), fixed);
        out.meters().state(Desired.owner(ID, "static"), AuditFlows.meters(options.meteredPacketIn()));
        in.calculator("networkpolicy", () -> calculate(inputs, out));
        in.source(PolicySources.POLICIES).observe((name, _, _) -> reports.touch(name));
        reports.ask(policy -> in.ask(() -> stated(inputs, policy)).thenCompose(s -> standing(s, out.onSwitch())));
    }

    /// A policy as it is stated.
    private record Stated(Optional<Long> generation, List<Owner> owners) {}

    private Stated stated(RuleInputs inputs, String name) {
        Optional<NetworkPolicy> policy = inputs.policy(name);
        List<Owner> owners = new ArrayList<>();
        for (int i = 0; i < policy.map(p -> p.rules().size()).orElse(0); i++) {
            RuleKey key = new RuleKey(name, i);
            if (held.contains(key)) {
                return new Stated(Optional.empty(), List.of());
            }
            owners.addAll(rows.owners(key, ROWS_ASKED));
        }
        return new Stated(policy.map(NetworkPolicy::generation), owners);
    }

    private static CompletionStage<Optional<Standing>> standing(Stated stated, Realization realization) {
        return stated.generation().isEmpty()
                ? CompletableFuture.completedFuture(Optional.empty())
                : realization
                        .whenAllRealized(stated.owners())
                        .thenApply(outcome ->
                                Optional.of(new Standing(stated.generation().get(), failure(outcome))));
    }

    private static String failure(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Realized _ -> "";
            case Outcome.Refused(Map<String, String> reasons) ->
                reasons.size() + " refused, among them "
                        + reasons.entrySet().iterator().next();
        };
    }

    private void calculate(RuleInputs inputs, Desired out) {
        inputs.drain(key -> {
            if (rows.has(key) && !inputs.isComplete(key)) {
                held.add(key);
                return;
            }
            rows.install(key, inputs.compile(key), label(inputs.policy(key.policy())), out.flows());
            if (held.remove(key)) {
                reports.touch(key.policy());
            }
        });
        rows.stateShared(out.flows());
    }

    private static AuditRecord.RuleLabel label(Optional<NetworkPolicy> policy) {
        String reference =
                policy.flatMap(NetworkPolicy::sourceRef).map(Object::toString).orElse("");
        return new AuditRecord.RuleLabel(reference, "", Integer.toString(antrea.pipeline.Priority.LOW), "");
    }
}

package antrea.networkpolicy.central;

import antrea.networkpolicy.api.NetworkPolicy;
import antrea.networkpolicy.api.NetworkPolicyReference;
import antrea.runtime.json.Json;
import antrea.serve.resource.HumanAge;
import antrea.serve.resource.Table;
import antrea.serve.resource.TableColumn;
import antrea.serve.watch.Span;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Internal policies as `kubectl get` shows them: whose they are, and on how many of their Nodes they are in place.
final class PolicyColumns {
    private PolicyColumns() {}

    static Table table(PublishedPolicies published, InstantSource clock) {
        return new Table(
                List.of(
                        new TableColumn("Name", "string", "name", "UID of the source", 0),
                        TableColumn.text("Source", "Kind, Namespace and name of the policy that it was made from"),
                        TableColumn.text("Realized", "Nodes where it is in place, of those that need it"),
                        TableColumn.text("Age", "Age of the source")),
                json -> cells(json.object("metadata").text("name", ""), published, clock));
    }

    private static List<Json> cells(String name, PublishedPolicies published, InstantSource clock) {
        Optional<NetworkPolicy> policy = published.policies().get(name);
        String source = policy.flatMap(NetworkPolicy::sourceRef)
                .map(NetworkPolicyReference::toString)
                .orElse("");
        String age = published
                .realized()
                .created(name)
                .map(created -> HumanAge.of(Duration.between(created, clock.instant())))
                .orElse("<unknown>");
        return List.of(
                Json.of(name),
                Json.of(source),
                Json.of(realized(name, policy.map(NetworkPolicy::generation).orElse(0L), published)),
                Json.of(age));
    }

    private static String realized(String name, long generation, PublishedPolicies published) {
        return published.policies().span(name).orElse(Span.Special.UNKNOWN) instanceof Span.Nodes span
                ? published.realized().realized(name, generation, span) + "/"
                        + span.nodes().size()
                : "";
    }
}

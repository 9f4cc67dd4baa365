import antrea.feature.KubeSources;
import antrea.graph.CalculationLoop;
import antrea.graph.SourceId;
import antrea.graph.SourceInlet;
import antrea.kube.object.KubeObject;
import antrea.kube.object.ObjectKey;
import antrea.kube.resource.ResourceType;
import antrea.kube.resource.Resources;
import antrea.kube.resource.TokenReader;
import antrea.networkpolicy.central.ClusterSources;
import antrea.networkpolicy.central.NetworkPolicyCentral;
import antrea.networkpolicy.central.PolicyMeter;
import antrea.networkpolicy.central.PolicyResources;
import antrea.networkpolicy.central.PublishedPolicies;
import antrea.serve.api.ApiServerBuilder;
import antrea.serve.auth.AuthenticatorChain;
import antrea.serve.auth.DelegatedAuthorizer;
import antrea.serve.auth.LoopbackToken;
import antrea.serve.cluster.ApiObjects;
import antrea.serve.http.ApiHandler;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/// A controller for the agent that rehearses: the real calculation and the real wire, with a few objects put in by hand.
final class StageController {
    private final PublishedPolicies published = new PublishedPolicies();
    private final CalculationLoop loop =
            new CalculationLoop(System::nanoTime, (where, fault) -> System.err.println("stage: " + where + ": " + fault));

    StageController() {
        new NetworkPolicyCentral(published, PolicyMeter.NONE).wire(loop);
    }

    void namespace(String text) {
        put(Resources.NAMESPACES, ClusterSources.NAMESPACES, text);
    }

    void pod(String text) {
        put(Resources.PODS, ClusterSources.PODS, text);
    }

    void policy(String text) {
        put(Resources.NETWORK_POLICIES, ClusterSources.NETWORK_POLICIES, text);
    }

    private <T extends KubeObject> void put(ResourceType<T> type, SourceId<ObjectKey, T> source, String text) {
        T read = type.reader().read(TokenReader.over(text.getBytes(StandardCharsets.UTF_8)));
        SourceInlet<ObjectKey, T> inlet = loop.inlet(source);
        inlet.put(read.key(), read);
        inlet.markSynced();
    }

    ApiHandler start(LoopbackToken token, ApiObjects cluster) {
        loop.inlet(KubeSources.NODES).markSynced();
        Thread.ofPlatform().daemon().name("stage-calculation").start(loop::run);
        ApiServerBuilder server = new ApiServerBuilder(
                        new AuthenticatorChain(List.of(token)), new DelegatedAuthorizer(cluster, Set.of(), System::nanoTime))
                .title("stage");
        new PolicyResources(published, InstantSource.system()).all().forEach(server::resource);
        return server.build();
    }
}

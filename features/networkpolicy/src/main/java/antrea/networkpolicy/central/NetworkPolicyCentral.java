package antrea.networkpolicy.central;

import antrea.feature.CentralFeature;
import antrea.feature.FeatureId;
import antrea.graph.Calculation;
import antrea.graph.Source;
import antrea.kube.object.Namespace;
import antrea.kube.object.NetworkPolicy;
import antrea.kube.object.ObjectKey;
import antrea.kube.object.Pod;

/// NetworkPolicies in the controller: reads [ClusterSources], fills [PublishedPolicies].
///
/// Nothing is published before Pods, Namespaces and policies have each been listed once: a Node must not take a
/// part of the policies for all of them.
public final class NetworkPolicyCentral implements CentralFeature {
    public static final FeatureId ID = new FeatureId(
            "NetworkPolicy", FeatureId.Maturity.GA, "Kubernetes NetworkPolicies: groups, policies and their spans");

    private final PublishedPolicies published;
    private final PolicyMeter meter;

    public NetworkPolicyCentral(PublishedPolicies published, PolicyMeter meter) {
        this.published = published;
        this.meter = meter;
    }

    @Override
    public FeatureId id() {
        return ID;
    }

    @Override
    public void wire(Calculation in) {
        Source<ObjectKey, Pod> pods = in.source(ClusterSources.PODS);
        Source<ObjectKey, Namespace> namespaces = in.source(ClusterSources.NAMESPACES);
        Source<ObjectKey, NetworkPolicy> policies = in.source(ClusterSources.NETWORK_POLICIES);
        PolicyCalculation calculation = new PolicyCalculation(policies::get, published, meter);
        namespaces.observe(calculation::observeNamespace);
        pods.observe(calculation::observePod);
        policies.observe(calculation::observePolicy);
        in.calculator("network policies", () -> {
            if (isComplete(pods, namespaces, policies)) {
                calculation.calculate();
            }
        });
        in.outlet("network policies", () -> {
            if (isComplete(pods, namespaces, policies)) {
                calculation.publish();
                published.markComplete();
            }
        });
    }

    private static boolean isComplete(Source<?, ?>... sources) {
        for (Source<?, ?> source : sources) {
            if (!source.isSynced()) {
                return false;
            }
        }
        return true;
    }
}

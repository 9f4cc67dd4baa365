package antrea.networkpolicy.central;

import antrea.networkpolicy.api.ControlPlane;
import antrea.networkpolicy.api.NetworkPolicyStatus;
import antrea.networkpolicy.api.PolicySchemas;
import antrea.serve.codec.WireObject;
import antrea.serve.http.Status;
import antrea.serve.http.StatusException;
import antrea.serve.resource.ObjectRequest;
import antrea.serve.resource.Resource;
import antrea.serve.resource.Subresource;
import antrea.serve.watch.WatchStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The resources of `controlplane.antrea.io` that this feature serves. Requests wait until the stores are
/// complete.
public final class PolicyResources {
    private static final Duration WAIT = Duration.ofSeconds(20);

    private final PublishedPolicies published;
    private final StatusReports reports;
    private final InstantSource clock;

    /// Takes the reports of Nodes about policies, each of them possibly wrong or late. Any thread.
    @FunctionalInterface
    public interface StatusReports {
        void report(NetworkPolicyStatus status);
    }

    public PolicyResources(PublishedPolicies published, InstantSource clock) {
        this(published, published.realized(), clock);
    }

    PolicyResources(PublishedPolicies published, StatusReports reports, InstantSource clock) {
        this.published = published;
        this.reports = reports;
        this.clock = clock;
    }

    public List<Resource> all() {
        return List.of(
                stored("addressgroups", "addressgroup", ControlPlane.ADDRESS_GROUP, published.addressGroups())
                        .schema(PolicySchemas.addressGroup())
                        .build(),
                stored("appliedtogroups", "appliedtogroup", ControlPlane.APPLIED_TO_GROUP, published.appliedToGroups())
                        .schema(PolicySchemas.appliedToGroup())
                        .build(),
                stored("networkpolicies", "networkpolicy", ControlPlane.NETWORK_POLICY, published.policies())
                        .schema(PolicySchemas.networkPolicy())
                        .table(PolicyColumns.table(published, clock))
                        .subresource(Subresource.created(
                                "status",
                                ControlPlane.NETWORK_POLICY_STATUS.kind(),
                                ControlPlane.NETWORK_POLICY_STATUS,
                                this::report))
                        .build());
    }

    private Resource.Builder stored(String name, String errorName, ControlPlane.Kind<?> kind, WatchStore<?> store) {
        return Resource.of(name, kind)
                .errorName(errorName)
                .store(store)
                .get(request -> {
                    awaitComplete();
                    return store.getObject(request.key());
                })
                .list(_ -> {
                    awaitComplete();
                    return store.listObjects();
                })
                .watch(selector -> {
                    awaitComplete();
                    return store.watch(selector);
                });
    }

    /// Before the first complete state there is no answer: an agent would take "nothing" for the truth and let all
    /// traffic through.
    private void awaitComplete() {
        if (published.isComplete()) {
            return;
        }
        try {
            published.complete().toCompletableFuture().get(WAIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new StatusException(Status.unavailable("policies are not calculated yet, try again"), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StatusException(Status.unavailable("the server ends"), e);
        } catch (ExecutionException e) {
            throw new StatusException(Status.internalError("policies cannot be calculated"), e);
        }
    }

    private WireObject report(ObjectRequest request, NetworkPolicyStatus status) {
        if (!request.name().equals(status.metadata().name())) {
            throw new StatusException(
                    Status.badRequest("name in URL does not match name in NetworkPolicyStatus object"));
        }
        reports.report(status);
        return WireObject.of(Status.Codec.INSTANCE, Status.created());
    }
}

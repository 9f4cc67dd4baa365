package antrea.controller;

import antrea.controller.config.ControllerConfig;
import antrea.feature.FeatureId;
import antrea.graph.CalculationLoop;
import antrea.kube.client.ApiTransport;
import antrea.kube.client.KubeClient;
import antrea.kube.client.Pause;
import antrea.networkpolicy.central.NetworkPolicyCentral;
import antrea.networkpolicy.central.PolicyResources;
import antrea.networkpolicy.central.PublishedPolicies;
import antrea.nodenetwork.api.KubeAgentInfos;
import antrea.nodenetwork.central.AgentInfoCentral;
import antrea.runtime.lifecycle.Part;
import antrea.runtime.lifecycle.Periodic;
import antrea.runtime.log.KlogFinder;
import antrea.runtime.metrics.MetricRegistry;
import antrea.runtime.metrics.ProcessMetrics;
import antrea.serve.cluster.ApiObjects;
import antrea.serve.cluster.KubeApiObjects;
import antrea.serve.publish.CaPublication;
import antrea.serve.publish.CaPublisher;
import antrea.serve.publish.CaTargets;
import antrea.serve.resource.Resource;
import antrea.serve.tls.CertificateRenewal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Everything the controller is made of, wired by hand.
final class Controller {
    private static final System.Logger LOG = System.getLogger(Controller.class.getName());
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String SERVED_BY_US = "app=antrea,served-by=antrea-controller";

    private final Product product;
    private final ApiTransport transport;
    private final ApiObjects cluster;
    private final CalculationLoop loop;
    private final PublishedPolicies published = new PublishedPolicies();
    private final MetricRegistry metrics = new MetricRegistry();
    private final AgentInfoCentral agentInfos;
    private final ClusterWatches watches;
    private final CertificateRenewal certificates;
    private final ControllerInfo info;
    private final Server server;

    /// Reaches the cluster once, for whom it trusts. Throws what tells why that is not possible.
    Controller(ControllerConfig config, Product product, Map<String, String> environment) {
        this.product = product;
        transport = new ApiTransport(config.connection()
                .kube()
                .access(environment, config.connection().kubeApiServerOverride()));
        KubeClient client = new KubeClient(transport, Pause.ofThread());
        cluster = new KubeApiObjects(client);
        loop = new CalculationLoop(
                System::nanoTime,
                (where, fault) -> LOG.log(System.Logger.Level.ERROR, "Fault in the calculation, at " + where, fault));
        ProcessMetrics.register(metrics);
        new NetworkPolicyCentral(published, new PolicyMetrics(metrics, System::nanoTime)).wire(loop);
        agentInfos = new AgentInfoCentral(new KubeAgentInfos(client), System::nanoTime, InstantSource.system());
        agentInfos.wire(loop);
        watches = new ClusterWatches(transport, loop);
        certificates = ServingCertificates.of(config.server(), product);
        info = new ControllerInfo(product, config.server().apiPort(), published, InstantSource.system());
        List<Resource> resources = new ArrayList<>(new PolicyResources(published, InstantSource.system()).all());
        resources.add(info.resource());
        resources.addAll(StandIns.all());
        server = new Server(
                config.server(),
                cluster,
                certificates.certificates(),
                new Server.Content(resources, metrics, KlogFinder.backend(), this::notReady));
    }

    /// What the controller is made of.
    static List<FeatureId> features() {
        return List.of(NetworkPolicyCentral.ID, AgentInfoCentral.ID);
    }

    private Optional<String> notReady() {
        return published.isComplete() ? Optional.empty() : watches.notSynced().or(() -> Optional.of("calculating"));
    }

    /// In the order of their start.
    List<Part> parts() {
        CaPublication ca = new CaPublication(
                new CaPublisher(
                        cluster,
                        new CaTargets(product.namespace(), "antrea-ca", Map.of("app", "antrea"), SERVED_BY_US)),
                certificates::caBundle,
                CaPublication.Intervals.STANDARD);
        Thread calculation = new Thread(loop::run, "calculation");
        return List.of(
                Part.closing("connection to the cluster", transport::close),
                new Part("calculation", calculation::start, loop::stop),
                new Part("watches", watches::start, watches::stop),
                new Part("API server", server::start, server::stop),
                Part.closing("watches of agents", published::closeWatches),
                new Part("CA publication", ca::start, ca::close),
                Periodic.part("trust refresh", MINUTE, () -> server.trust().refresh(cluster)),
                new Part("certificate renewal", () -> certificates.start(_ -> ca.trigger()), certificates::close),
                new Part("AntreaAgentInfos", agentInfos::start, agentInfos::stop),
                Periodic.part("AntreaControllerInfo", MINUTE, () -> info.publish(cluster)));
    }
}

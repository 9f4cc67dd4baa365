package antrea.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.kube.object.Meta;
import antrea.kube.object.Namespace;
import antrea.net.Bytes;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.packet.Transport;
import antrea.networkpolicy.node.PolicyFields;
import antrea.openflow.codec.OxmField;
import antrea.oracle.Fabric.Journey;
import antrea.pipeline.trace.Outcome;
import java.lang.System.Logger;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Logging tells of a packet and changes nothing for it: what is allowed arrives, what is dropped does not.
class LoggedPacketsTest {
    private static final Logger LOG = System.getLogger(LoggedPacketsTest.class.getName());
    private static final Bytes TO_LOG = Bytes.of(1, 1);

    private final ClusterObjects cluster = new ClusterObjects();
    private final Fabric fabric;
    private final World world;

    LoggedPacketsTest() {
        ObjectYaml.read(Repository.read(Path.of("src/test/resources/walk.yaml")), "walk.yaml", cluster);
        log(cluster);
        world = World.of(cluster, Settings.PROXY_ALL);
        fabric = new Fabric(cluster, world);
    }

    private static void log(ClusterObjects cluster) {
        cluster.namespaces.replaceAll((_, n) -> logged(n));
    }

    private static Namespace logged(Namespace namespace) {
        Meta meta = namespace.meta().withAnnotations(Map.of("networkpolicy.antrea.io/enable-logging", "true"));
        return new Namespace(meta);
    }

    private IpAddress ip(String pod, IpFamily family) {
        return Fabric.address(cluster.pod("shop", pod), family).orElseThrow();
    }

    private Journey send(String from, String to, IpFamily family, int port) {
        return fabric.trace(
                cluster.pod("shop", from).nodeName(),
                fabric.fromPod(cluster.pod("shop", from), ip(to, family), Transport.Tcp.syn(40000, port)));
    }

    private Outcome.ToController logged(Journey journey) {
        Outcome.ToController up =
                journey.trace().toController().orElseThrow(() -> new AssertionError(fabric.describe(journey)));
        assertEquals(TO_LOG, up.userdata());
        assertFalse(up.paused());
        return up;
    }

    private String table(Outcome.ToController up) {
        return world.rig("n1").pipeline.nameOf((int)
                up.packet().get(PolicyFields.PACKET_IN_TABLE).low());
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void loggedAllowStillArrives(IpFamily family) {
        Journey there = send("a", "guarded", family, 8080);
        int port = Facts.interfaceOf(cluster.pod("shop", "guarded")).port();
        assertTrue(there.landsAt("n1", port), () -> fabric.describe(there));
        Outcome.ToController up = logged(there);
        assertEquals("IngressRule", table(up));
        assertEquals(0, up.packet().get(PolicyFields.DISPOSITION).low());
        assertTrue(up.packet().get(PolicyFields.INGRESS_RULE_ID).low() > 1);
        assertEquals(2, there.trace().outcomes().size());
        Journey next = send("a", "guarded", family, 8080);
        assertTrue(next.landsAt("n1", port));
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void loggedDropStillDropsAndSaysWhere(IpFamily family) {
        Journey there = send("a", "guarded", family, 9999);
        assertTrue(there.landing().isEmpty(), () -> fabric.describe(there));
        Outcome.ToController up = logged(there);
        assertEquals("IngressDefaultRule", table(up));
        assertEquals(1, up.packet().get(PolicyFields.DISPOSITION).low());
        assertEquals(1, there.trace().outcomes().size());
        assertEquals(Facts.interfaceOf(cluster.pod("shop", "a")).port(), (int)
                up.packet().get(OxmField.IN_PORT).low());
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void loggedEgressDropStillDrops(IpFamily family) {
        Journey there = send("confined", "b", family, 9999);
        assertTrue(there.landing().isEmpty(), () -> fabric.describe(there));
        assertEquals("EgressDefaultRule", table(logged(there)));
    }

    /// Random clusters: the verdict of every probe is the same with and without logging.
    @Test
    void loggingChangesNoVerdict() {
        long seed = Long.getLong("oracle.seed", System.nanoTime() & 0xffffff);
        LOG.log(Logger.Level.INFO, "oracle.seed={0}", Long.toString(seed));
        Random random = new Random(seed);
        int probes = 0;
        for (int i = 0; i < 12; i++) {
            ClusterObjects objects = new RandomCluster(random).cluster();
            Verdicts quiet = new Verdicts(objects, World.of(objects, Settings.PLAIN));
            log(objects);
            NaivePolicies naive = new NaivePolicies(objects);
            Verdicts loud = new Verdicts(objects, World.of(objects, Settings.PLAIN));
            RandomProbes some = new RandomProbes(random, objects);
            for (int j = 0; j < 300; j++) {
                Optional<Probe> probe = some.next();
                if (probe.isPresent()) {
                    probes++;
                    boolean now = loud.allows(probe.get());
                    assertEquals(quiet.allows(probe.get()), now, () -> "-Doracle.seed=" + seed + " " + probe);
                    assertEquals(naive.allows(probe.get()), now, () -> "-Doracle.seed=" + seed + " " + probe);
                }
            }
        }
        assertTrue(probes > 100, "hardly any probe, seed " + seed);
    }
}

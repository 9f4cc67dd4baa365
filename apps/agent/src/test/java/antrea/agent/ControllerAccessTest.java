package antrea.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.feature.KubeSources;
import antrea.graph.testing.ManualCalculation;
import antrea.kube.access.TextSource;
import antrea.kube.client.Call;
import antrea.kube.client.GuardedStream;
import antrea.kube.object.ConfigMap;
import antrea.kube.object.EndpointSlice;
import antrea.kube.object.Meta;
import antrea.kube.object.ObjectKey;
import antrea.net.IpAddress;
import antrea.net.Protocol;
import antrea.serve.http.ApiReply;
import antrea.serve.http.HelidonListener;
import antrea.serve.http.Listener;
import antrea.serve.http.ListenerAddress;
import antrea.serve.tls.SelfSigned;
import antrea.serve.tls.ServingCertificate;
import antrea.serve.tls.TlsPolicy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A controller that goes to another Node.
class ControllerAccessTest {
    private static final ObjectKey SLICE = new ObjectKey("kube-system", "antrea-1");
    private final ServingCertificate certificate = new SelfSigned(
                    "antrea", List.of("antrea.kube-system.svc"), List.of("127.0.0.1"), SelfSigned.KeyKind.EC_P256)
            .create(Instant.now());

    private final ManualCalculation calculation = new ManualCalculation();
    private final ControllerAccess access = new ControllerAccess("kube-system", TextSource.inline("token"));
    private final CountDownLatch end = new CountDownLatch(1);

    /// Sends one byte and then nothing for ever, as one whose Node has lost its power.
    private Listener controller() {
        return HelidonListener.start(
                new ListenerAddress("127.0.0.1", 0),
                TlsPolicy.standard(),
                () -> certificate,
                _ -> ApiReply.streamed("text/plain", sink -> {
                    sink.write(new byte[] {'1'});
                    sink.flush();
                    hang();
                }));
    }

    private void hang() {
        try {
            assertTrue(end.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void isAt(int port, boolean ready) {
        EndpointSlice.Conditions conditions =
                ready ? EndpointSlice.Conditions.READY : EndpointSlice.Conditions.NOT_READY;
        EndpointSlice.Endpoint endpoint =
                new EndpointSlice.Endpoint(List.of(IpAddress.parse("127.0.0.1")), conditions, "n1", "", List.of());
        Meta meta =
                Meta.of(SLICE.namespace(), SLICE.name()).withLabels(Map.of(EndpointSlice.SERVICE_NAME_LABEL, "antrea"));
        calculation.put(
                KubeSources.ENDPOINT_SLICES,
                SLICE,
                new EndpointSlice(
                        meta,
                        EndpointSlice.AddressType.IPV4,
                        List.of(endpoint),
                        List.of(EndpointSlice.Port.of("", Protocol.TCP, port))));
        calculation.settle();
    }

    private GuardedStream open() throws IOException {
        GuardedStream out =
                access.get().open(Call.of("GET", "/").waiting(Duration.ofSeconds(20), Duration.ofMinutes(5)));
        assertEquals('1', out.read());
        return out;
    }

    @Test
    @Timeout(30)
    void streamsOfAControllerThatIsElsewhereNowAreCut() throws IOException {
        access.wire(calculation.loop());
        calculation.put(
                ControllerAccess.CONTROLLER_CA,
                new ObjectKey("kube-system", "antrea-ca"),
                new ConfigMap(Meta.of("kube-system", "antrea-ca"), Map.of("ca.crt", pem())));
        try (Listener first = controller();
                Listener second = controller()) {
            isAt(first.port(), true);
            try (GuardedStream stream = open()) {
                isAt(first.port(), false);
                isAt(second.port(), true);
                assertThrows(IOException.class, stream::read);
            }
            open().close();
            end.countDown();
        }
    }

    private String pem() {
        try {
            byte[] last = certificate.chain().getLast().getEncoded();
            return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(last)
                    + "\n-----END CERTIFICATE-----\n";
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }
}

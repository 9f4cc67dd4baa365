package antrea.networkpolicy.node;

import antrea.kube.client.ApiTransport;
import antrea.kube.client.Call;
import antrea.net.Bytes;
import antrea.networkpolicy.api.ControlPlane;
import antrea.networkpolicy.api.NetworkPolicyStatus;
import antrea.serve.codec.Envelope;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Sends reports to the controller: POST `networkpolicies/{name}/status`. Throws
/// [antrea.kube.client.ApiException], or what the supplier throws, when it is not taken.
public record StatusPost(Supplier<ApiTransport> controller) implements Consumer<NetworkPolicyStatus> {
    private static final String PATH =
            "/apis/" + ControlPlane.GROUP + "/" + ControlPlane.VERSION + "/networkpolicies/%s/status";

    @Override
    public void accept(NetworkPolicyStatus status) {
        byte[] body = Envelope.wrap(
                ControlPlane.NETWORK_POLICY_STATUS.kind(), ControlPlane.NETWORK_POLICY_STATUS.toProtobuf(status));
        Call call = Call.of("POST", PATH.formatted(status.metadata().name()))
                .withBody("application/vnd.kubernetes.protobuf", Bytes.of(body));
        controller.get().tell(call);
    }
}

package antrea.serve.admission;

import antrea.runtime.json.Json;
import antrea.serve.auth.UserInfo;
import antrea.serve.codec.ObjectKind;
import java.util.Optional;

/// A write that the cluster asks about (admission.k8s.io AdmissionRequest, the members in use).
///
/// @param kind what the object is, in the version that the webhook asked for
/// @param resource plural name, "tiers"
/// @param namespace empty for cluster-wide objects
/// @param object the object to be; absent on DELETE
/// @param oldObject the object as it is; absent on CREATE
public record AdmissionRequest(
        Operation operation,
        ObjectKind kind,
        String resource,
        String namespace,
        String name,
        Optional<Json.Obj> object,
        Optional<Json.Obj> oldObject,
        UserInfo user) {
    /// The kinds of write.
    public enum Operation {
        CREATE,
        UPDATE,
        DELETE,
        CONNECT
    }
}

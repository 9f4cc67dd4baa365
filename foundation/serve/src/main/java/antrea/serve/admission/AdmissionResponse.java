package antrea.serve.admission;

import antrea.runtime.json.Json;
import java.util.List;

/// The verdict on a write.
public sealed interface AdmissionResponse {
    /// May be stored, after this JSON patch (RFC 6902), which may be empty.
    record Allowed(List<Json> patch, List<String> warnings) implements AdmissionResponse {
        public Allowed {
            patch = List.copyOf(patch);
            warnings = List.copyOf(warnings);
        }
    }

    /// Must not be stored; the user gets to read the message.
    record Denied(String message) implements AdmissionResponse {}

    static AdmissionResponse allowed() {
        return new Allowed(List.of(), List.of());
    }

    static AdmissionResponse allowedWith(List<Json> patch) {
        return new Allowed(patch, List.of());
    }

    static AdmissionResponse denied(String message) {
        return new Denied(message);
    }
}

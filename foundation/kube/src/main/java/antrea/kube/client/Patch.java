package antrea.kube.client;

import antrea.runtime.json.Json;

/// A change to send with PATCH.
///
/// @param subresource for example `status`; empty for the object itself
public record Patch(Kind kind, Json body, String subresource) {
    /// The patch languages of the Kubernetes API.
    public enum Kind {
        MERGE("application/merge-patch+json"),
        STRATEGIC("application/strategic-merge-patch+json"),
        JSON("application/json-patch+json");

        private final String contentType;

        Kind(String contentType) {
            this.contentType = contentType;
        }

        public String contentType() {
            return contentType;
        }
    }

    /// JSON merge patch (RFC 7386).
    public static Patch merge(Json body) {
        return new Patch(Kind.MERGE, body, "");
    }

    /// Strategic merge patch; built-in kinds only.
    public static Patch strategic(Json body) {
        return new Patch(Kind.STRATEGIC, body, "");
    }

    /// JSON patch (RFC 6902): an array of operations.
    public static Patch json(Json operations) {
        return new Patch(Kind.JSON, operations, "");
    }

    /// The same change to the status subresource.
    public Patch ofStatus() {
        return new Patch(kind, body, "status");
    }
}

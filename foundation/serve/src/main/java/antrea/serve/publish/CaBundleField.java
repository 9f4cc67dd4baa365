package antrea.serve.publish;

import antrea.runtime.json.Json;
import java.util.ArrayList;
import java.util.List;

/// Where the kinds of object that call our server keep the CA by which they verify it. Each gives a copy of an
/// object with the CA set, equal to the object when nothing is to be done.
enum CaBundleField {
    API_SERVICE("/apis/apiregistration.k8s.io/v1/apiservices") {
        @Override
        Json.Obj with(Json.Obj object, String caBundle) {
            return object.with("spec", object.object("spec").with("caBundle", caBundle));
        }
    },
    MUTATING_WEBHOOKS("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations") {
        @Override
        Json.Obj with(Json.Obj object, String caBundle) {
            return inWebhooks(object, caBundle);
        }
    },
    VALIDATING_WEBHOOKS("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations") {
        @Override
        Json.Obj with(Json.Obj object, String caBundle) {
            return inWebhooks(object, caBundle);
        }
    },
    CONVERSION("/apis/apiextensions.k8s.io/v1/customresourcedefinitions") {
        @Override
        Json.Obj with(Json.Obj object, String caBundle) {
            Json.Obj spec = object.object("spec");
            Json.Obj conversion = spec.object("conversion");
            Json.Obj webhook = conversion.object("webhook");
            if (webhook.object("clientConfig").members().isEmpty()) {
                return object;
            }
            Json.Obj clientConfig = webhook.object("clientConfig").with("caBundle", caBundle);
            return object.with(
                    "spec",
                    spec.with("conversion", conversion.with("webhook", webhook.with("clientConfig", clientConfig))));
        }
    };

    private final String collection;

    CaBundleField(String collection) {
        this.collection = collection;
    }

    /// The URL path of all objects of this kind.
    String collection() {
        return collection;
    }

    abstract Json.Obj with(Json.Obj object, String caBundle);

    private static Json.Obj inWebhooks(Json.Obj object, String caBundle) {
        List<Json> webhooks = new ArrayList<>();
        for (Json element : object.list("webhooks")) {
            Json.Obj webhook = element.asObject("webhooks");
            webhooks.add(
                    webhook.with("clientConfig", webhook.object("clientConfig").with("caBundle", caBundle)));
        }
        return object.with("webhooks", Json.of(webhooks));
    }
}

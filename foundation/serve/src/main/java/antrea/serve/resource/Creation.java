package antrea.serve.resource;

import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import antrea.serve.codec.BodyReader;
import antrea.serve.codec.Envelope;
import antrea.serve.codec.ObjectKind;
import antrea.serve.codec.WireFormat;
import antrea.serve.codec.WireObject;

/// The verb create: reads a body of one kind and hands it to the owner.
public record Creation<T>(ObjectKind kind, BodyReader<T> reader, Verbs.Creator<T> creator) {
    /// Throws [IllegalArgumentException] for a body of another kind, and what the reader throws.
    public WireObject create(ObjectRequest request, WireFormat format, byte[] body) {
        T value =
                switch (format) {
                    case JSON -> {
                        Json.Obj json = JsonText.read(body).asObject("body");
                        check(json.text("apiVersion", ""), json.text("kind", ""));
                        yield reader.fromJson(json);
                    }
                    case PROTOBUF -> {
                        Envelope.Unwrapped unwrapped = Envelope.unwrap(body);
                        check(unwrapped.apiVersion(), unwrapped.kind());
                        yield reader.fromProtobuf(unwrapped.body());
                    }
                    case YAML -> throw new IllegalArgumentException("send the body in JSON");
                };
        return creator.create(request, value);
    }

    private void check(String apiVersion, String sentKind) {
        boolean same = (apiVersion.isEmpty() || apiVersion.equals(kind.apiVersion()))
                && (sentKind.isEmpty() || sentKind.equals(kind.kind()));
        if (!same) {
            throw new IllegalArgumentException("the body is a " + apiVersion + " " + sentKind + ", but a "
                    + kind.apiVersion() + " " + kind.kind() + " is wanted here");
        }
    }
}

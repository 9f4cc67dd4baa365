package antrea.serve.codec;

import antrea.runtime.json.Json;
import java.util.Map;

/// How the objects of one kind are written. The owner of the resource implements it; a kind that has a protobuf
/// form implements [ProtobufCodec].
public interface ResourceCodec<T> {
    ObjectKind kind();

    /// All members except `kind` and `apiVersion`, which the toolkit puts first.
    Json.Obj toJson(T value);

    /// What a label selector is matched against.
    default Map<String, String> labels(T value) {
        return Map.of();
    }
}

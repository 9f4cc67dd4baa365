package antrea.serve.codec;

import antrea.runtime.json.Json;

/// How the body of a request becomes a value. May throw [antrea.runtime.json.JsonException], [ProtobufException]
/// or [IllegalArgumentException] for a body that is not acceptable: the client gets 400 with the message.
public interface BodyReader<T> {
    T fromJson(Json.Obj body);

    /// Reads the message inside the envelope. A kind without protobuf form keeps this default.
    default T fromProtobuf(ProtobufReader body) {
        throw new ProtobufException("this kind has no protobuf form: send application/json");
    }
}

package antrea.serve.api;

import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import antrea.serve.codec.Envelope;
import antrea.serve.codec.ObjectKind;
import antrea.serve.codec.ProtobufWriter;
import antrea.serve.codec.WireFormat;
import antrea.serve.codec.WireObject;
import antrea.serve.codec.YamlText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The body of an answer to list: `metadata` (1) and `items` (2), the items without `kind` and `apiVersion`.
final class ListBody {
    private ListBody() {}

    static byte[] encode(WireFormat format, ObjectKind kind, List<WireObject> items) {
        return switch (format) {
            case JSON -> JsonText.write(json(kind.list(), items)).getBytes(StandardCharsets.UTF_8);
            case YAML -> YamlText.write(json(kind.list(), items)).getBytes(StandardCharsets.UTF_8);
            case PROTOBUF -> Envelope.wrap(kind.list(), protobuf(items));
        };
    }

    private static Json.Obj json(ObjectKind kind, List<WireObject> items) {
        List<Json> out = new ArrayList<>(items.size());
        items.forEach(item -> out.add(item.jsonWithoutType()));
        return Json.Obj.EMPTY
                .with("kind", kind.kind())
                .with("apiVersion", kind.apiVersion())
                .with("metadata", Json.Obj.EMPTY)
                .with("items", Json.of(out));
    }

    private static byte[] protobuf(List<WireObject> items) {
        return ProtobufWriter.bytesOf(out -> {
            out.message(1, list -> {
                list.text(1, "");
                list.text(2, "");
                list.text(3, "");
            });
            for (WireObject item : items) {
                byte[] body = item.protobufBody()
                        .orElseThrow(() -> new IllegalStateException(item.kind() + " has no protobuf form"));
                out.bytes(2, body);
            }
        });
    }
}

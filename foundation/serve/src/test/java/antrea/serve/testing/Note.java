package antrea.serve.testing;

import antrea.runtime.json.Json;
import antrea.serve.codec.ObjectKind;
import antrea.serve.codec.ObjectMeta;
import antrea.serve.codec.ProtobufCodec;
import antrea.serve.codec.ProtobufWriter;
import antrea.serve.codec.WireObject;
import antrea.serve.watch.Projection;
import antrea.serve.watch.WatchSelector;
import java.util.Map;
import java.util.Optional;

/// A kind made up for tests: a name and a text.
public record Note(String name, String text) {
    public static final ObjectKind KIND = new ObjectKind("test.antrea.io", "v1", "Note");

    public enum Codec implements ProtobufCodec<Note> {
        INSTANCE;

        @Override
        public ObjectKind kind() {
            return KIND;
        }

        @Override
        public Json.Obj toJson(Note value) {
            return Json.Obj.EMPTY
                    .with("metadata", ObjectMeta.named(value.name).toJson())
                    .with("text", value.text);
        }

        @Override
        public Map<String, String> labels(Note value) {
            return Map.of("text", value.text);
        }

        @Override
        public void writeProtobuf(Note value, ProtobufWriter out) {
            ObjectMeta.named(value.name).write(out, 1);
            out.text(2, value.text);
        }
    }

    /// MODIFIED carries "old>new", so that a test can see from where to where a patch leads.
    public record Patches(boolean dependsOnSelector) implements Projection<Note> {
        @Override
        public WireObject added(Note value, WatchSelector selector) {
            return WireObject.of(Codec.INSTANCE, value);
        }

        @Override
        public Optional<WireObject> modified(Note before, Note after, WatchSelector selector) {
            return before.equals(after)
                    ? Optional.empty()
                    : Optional.of(WireObject.of(Codec.INSTANCE, new Note(after.name, before.text + ">" + after.text)));
        }

        @Override
        public WireObject deleted(Note last, WatchSelector selector) {
            return WireObject.of(Codec.INSTANCE, new Note(last.name, ""));
        }

        @Override
        public WireObject bookmark() {
            return WireObject.of(Codec.INSTANCE, new Note("", ""));
        }
    }
}

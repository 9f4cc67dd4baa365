package antrea.serve.resource;

import antrea.serve.codec.BodyReader;
import antrea.serve.codec.ObjectKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A sub-resource such as `status` or `download`.
public record Subresource(String name, ObjectKind kind, Optional<Verbs.Reply> getter, Optional<Creation<?>> creation) {
    /// A sub-resource that is only written: POST …/{name}/status.
    public static <T> Subresource created(
            String name, ObjectKind kind, BodyReader<T> reader, Verbs.Creator<T> creator) {
        return new Subresource(name, kind, Optional.empty(), Optional.of(new Creation<>(kind, reader, creator)));
    }

    /// A sub-resource that is only read.
    public static Subresource read(String name, ObjectKind kind, Verbs.Reply getter) {
        return new Subresource(name, kind, Optional.of(getter), Optional.empty());
    }

    /// The verbs in alphabetical order.
    public List<String> verbs() {
        List<String> out = new ArrayList<>();
        creation.ifPresent(_ -> out.add("create"));
        getter.ifPresent(_ -> out.add("get"));
        return out;
    }
}

package antrea.serve.resource;

import antrea.runtime.json.Json;
import antrea.serve.codec.BodyReader;
import antrea.serve.codec.ObjectKind;
import antrea.serve.codec.ProtobufCodec;
import antrea.serve.codec.ResourceCodec;
import antrea.serve.codec.WireFormat;
import antrea.serve.watch.WatchStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A resource of the API, as its owner declares it. Verbs that are not declared are answered with 405.
///
/// ```
/// Resource.of("networkpolicies", NetworkPolicyCodec.INSTANCE)
///         .errorName("networkpolicy")
///         .store(policies)
///         .subresource(Subresource.created("status", statusKind, statusReader, this::report))
///         .build();
/// ```
public final class Resource {
    private final String name;
    private final ObjectKind kind;
    private final List<WireFormat> formats;
    private final boolean namespaced;
    private final String errorName;
    private final Table table;
    private final Set<String> fieldLabels;
    private final Optional<Json.Obj> schema;
    private final Optional<Verbs.Getter> getter;
    private final Optional<Verbs.Lister> lister;
    private final Optional<Verbs.Watch> watch;
    private final Optional<Creation<?>> creation;
    private final Optional<Verbs.Deleter> deleter;
    private final List<Subresource> subresources;

    private Resource(Builder from) {
        name = from.name;
        kind = from.kind;
        formats = from.withProtobuf
                ? List.of(WireFormat.JSON, WireFormat.YAML, WireFormat.PROTOBUF)
                : List.of(WireFormat.JSON, WireFormat.YAML);
        namespaced = from.namespaced;
        errorName = from.errorName;
        table = from.table;
        fieldLabels = Set.copyOf(from.fieldLabels);
        schema = from.schema;
        getter = from.getter;
        lister = from.lister;
        watch = from.watch;
        creation = from.creation;
        deleter = from.deleter;
        subresources = List.copyOf(from.subresources);
    }

    /// `name` is the plural in URLs. Kind and protobuf ability are the codec's.
    public static Builder of(String name, ResourceCodec<?> codec) {
        return new Builder(name, codec);
    }

    public String name() {
        return name;
    }

    public ObjectKind kind() {
        return kind;
    }

    public List<WireFormat> formats() {
        return formats;
    }

    public boolean namespaced() {
        return namespaced;
    }

    /// What messages call the resource, "networkpolicy".
    public String errorName() {
        return errorName;
    }

    public Table table() {
        return table;
    }

    /// The labels that field selectors may name.
    public Set<String> fieldLabels() {
        return fieldLabels;
    }

    /// The OpenAPI v2 schema of the kind.
    public Optional<Json.Obj> schema() {
        return schema;
    }

    public Optional<Verbs.Getter> getter() {
        return getter;
    }

    public Optional<Verbs.Lister> lister() {
        return lister;
    }

    public Optional<Verbs.Watch> watch() {
        return watch;
    }

    public Optional<Creation<?>> creation() {
        return creation;
    }

    public Optional<Verbs.Deleter> deleter() {
        return deleter;
    }

    public List<Subresource> subresources() {
        return subresources;
    }

    /// The verbs in alphabetical order, as discovery lists them.
    public List<String> verbs() {
        List<String> out = new ArrayList<>();
        creation.ifPresent(_ -> out.add("create"));
        deleter.ifPresent(_ -> out.add("delete"));
        getter.ifPresent(_ -> out.add("get"));
        lister.ifPresent(_ -> out.add("list"));
        watch.ifPresent(_ -> out.add("watch"));
        return out;
    }

    /// Collects the parts of a [Resource].
    public static final class Builder {
        private final String name;
        private final ObjectKind kind;
        private final boolean withProtobuf;
        private boolean namespaced;
        private String errorName;
        private Table table = Table.STANDARD;
        private Set<String> fieldLabels = Set.of("metadata.name");
        private Optional<Json.Obj> schema = Optional.empty();
        private Optional<Verbs.Getter> getter = Optional.empty();
        private Optional<Verbs.Lister> lister = Optional.empty();
        private Optional<Verbs.Watch> watch = Optional.empty();
        private Optional<Creation<?>> creation = Optional.empty();
        private Optional<Verbs.Deleter> deleter = Optional.empty();
        private final List<Subresource> subresources = new ArrayList<>();

        private Builder(String name, ResourceCodec<?> codec) {
            this.name = name;
            this.kind = codec.kind();
            this.withProtobuf = codec instanceof ProtobufCodec<?>;
            this.errorName = name;
        }

        /// The objects live in namespaces; without this they are cluster-wide.
        public Builder namespaced() {
            namespaced = true;
            return this;
        }

        public Builder errorName(String singular) {
            errorName = singular;
            return this;
        }

        public Builder table(Table columns) {
            table = columns;
            return this;
        }

        /// Sets the labels that field selectors may name, when they are others than `metadata.name`.
        public Builder fieldLabels(Set<String> labels) {
            fieldLabels = labels;
            return this;
        }

        /// The OpenAPI v2 schema of the kind; references begin with `#/definitions/`.
        public Builder schema(Json.Obj openApi) {
            schema = Optional.of(openApi);
            return this;
        }

        /// Serves get, list and watch from the store, with field selectors `metadata.name` and `nodeName`.
        public Builder store(WatchStore<?> store) {
            fieldLabels = Set.of("metadata.name", "nodeName");
            watch = Optional.of(store::watch);
            return get(request -> store.getObject(request.key())).list(_ -> store.listObjects());
        }

        public Builder get(Verbs.Getter verb) {
            getter = Optional.of(verb);
            return this;
        }

        public Builder list(Verbs.Lister verb) {
            lister = Optional.of(verb);
            return this;
        }

        public Builder watch(Verbs.Watch verb) {
            watch = Optional.of(verb);
            return this;
        }

        public <T> Builder create(BodyReader<T> reader, Verbs.Creator<T> verb) {
            creation = Optional.of(new Creation<>(kind, reader, verb));
            return this;
        }

        public Builder delete(Verbs.Deleter verb) {
            deleter = Optional.of(verb);
            return this;
        }

        public Builder subresource(Subresource part) {
            subresources.add(part);
            return this;
        }

        public Resource build() {
            return new Resource(this);
        }
    }
}

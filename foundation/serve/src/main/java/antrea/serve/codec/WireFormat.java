package antrea.serve.codec;

/// The encodings of Kubernetes API bodies.
public enum WireFormat {
    JSON("application/json"),
    YAML("application/yaml"),
    PROTOBUF("application/vnd.kubernetes.protobuf");

    private final String mediaType;

    WireFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    /// The media type of a stream of watch events in this format.
    public String watchMediaType() {
        return this == PROTOBUF ? mediaType + ";stream=watch" : mediaType;
    }
}

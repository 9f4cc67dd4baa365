package antrea.serve.http;

import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import antrea.serve.codec.WireFormat;
import antrea.serve.codec.WireObject;
import java.nio.charset.StandardCharsets;

/// The answer to a request.
public sealed interface ApiReply {
    int code();

    Headers headers();

    /// An answer whose body is known as a whole. The array is not copied: do not write to it.
    @SuppressWarnings("ArrayRecordComponent") // a body is written once and never compared; a copy would cost memory
    record Whole(int code, Headers headers, byte[] body) implements ApiReply {}

    /// An answer that goes on for as long as `writer` runs, on the thread of the request.
    record Streamed(int code, Headers headers, StreamWriter writer) implements ApiReply {}

    /// Writes the body of a stream.
    @FunctionalInterface
    interface StreamWriter {
        /// Returns when the stream is complete. Whatever `sink` throws is to be let through.
        void write(ByteSink sink);
    }

    /// Where a stream is written to.
    interface ByteSink {
        /// May keep the bytes back until [#flush]. Throws [java.io.UncheckedIOException] when the client is gone.
        void write(byte[] bytes);

        void flush();

        /// Finds out whether the client is still there, and throws [java.io.UncheckedIOException] if not. Sends
        /// nothing that the reader of the body would see; with HTTP/1.1 this is not possible and nothing
        // happens.
        void probe();
    }

    static ApiReply of(int code, String contentType, byte[] body) {
        return new Whole(code, Headers.of("Content-Type", contentType), body);
    }

    static ApiReply text(int code, String text) {
        return of(code, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    static ApiReply json(int code, Json value) {
        return of(code, "application/json", JsonText.write(value).getBytes(StandardCharsets.UTF_8));
    }

    static ApiReply streamed(String contentType, StreamWriter writer) {
        return new Streamed(200, Headers.of("Content-Type", contentType), writer);
    }

    /// A status in the format the client asked for.
    static ApiReply status(Status status, Accept accept) {
        WireFormat format = accept.statusFormat();
        byte[] body =
                WireObject.of(Status.Codec.INSTANCE, status).encode(format).orElseThrow();
        Headers headers = Headers.of("Content-Type", format.mediaType());
        status.retryAfterSeconds().ifPresent(s -> headers.add("Retry-After", Integer.toString(s)));
        return new Whole(status.code(), headers, body);
    }
}

package antrea.serve.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;

/// One HTTP request. `path` is decoded and begins with a slash; `peerCertificates` are those the client showed,
/// leaf first, not yet trusted.
public record ApiRequest(
        String method,
        String path,
        Query query,
        Headers headers,
        List<X509Certificate> peerCertificates,
        Supplier<InputStream> bodyStream) {
    /// As the Kubernetes API server: 3 MiB.
    public static final int MAX_BODY_BYTES = 3 * 1024 * 1024;

    public ApiRequest {
        peerCertificates = List.copyOf(peerCertificates);
    }

    /// A request without body.
    public static ApiRequest of(String method, String path, Query query, Headers headers) {
        return new ApiRequest(method, path, query, headers, List.of(), InputStream::nullInputStream);
    }

    /// The whole body. Throws [StatusException] 413 when it is larger than [#MAX_BODY_BYTES].
    public byte[] readBody() {
        try (InputStream in = bodyStream.get()) {
            byte[] out = in.readNBytes(MAX_BODY_BYTES + 1);
            if (out.length > MAX_BODY_BYTES) {
                throw new StatusException(Status.tooLarge("the body is larger than " + MAX_BODY_BYTES + " bytes"));
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException("the body of " + method + " " + path + " broke off", e);
        }
    }
}

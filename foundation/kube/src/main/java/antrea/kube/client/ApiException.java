package antrea.kube.client;

import org.jspecify.annotations.Nullable;

/// The API server refused a call, or could not be reached. The message names the call.
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Not an HTTP code: no answer came.
    public static final int NO_ANSWER = 0;

    private final transient ErrorStatus status;

    ApiException(String call, ErrorStatus status, @Nullable Throwable cause) {
        super(call + ": " + status, cause);
        this.status = status;
    }

    /// The server said no, in an answer or inside a watch.
    public static ApiException refused(String call, ErrorStatus status) {
        return new ApiException(call, status, null);
    }

    static ApiException unreachable(String call, Throwable cause) {
        String what = "no answer from the API server (" + cause + ")";
        return new ApiException(call, ErrorStatus.of(NO_ANSWER, what), cause);
    }

    public ErrorStatus status() {
        return status;
    }

    /// False when no answer came.
    public boolean answered() {
        return status.code() != NO_ANSWER;
    }

    public boolean notFound() {
        return status.code() == 404;
    }

    /// Somebody else changed the object since it was read.
    public boolean conflict() {
        return status.code() == 409 && !alreadyExists();
    }

    public boolean alreadyExists() {
        return status.reason().equals("AlreadyExists");
    }

    /// Not authenticated or not allowed: a fault of the deployment, not of the moment.
    public boolean forbidden() {
        return status.code() == 401 || status.code() == 403;
    }
}

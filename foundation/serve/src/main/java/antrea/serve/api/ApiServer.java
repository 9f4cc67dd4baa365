package antrea.serve.api;

import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import antrea.serve.auth.AccessRequest;
import antrea.serve.auth.Authenticator;
import antrea.serve.auth.Authorizer;
import antrea.serve.auth.UserInfo;
import antrea.serve.codec.WireFormat;
import antrea.serve.http.Accept;
import antrea.serve.http.ApiHandler;
import antrea.serve.http.ApiReply;
import antrea.serve.http.ApiRequest;
import antrea.serve.http.Status;
import antrea.serve.http.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// An aggregated API server: who asks, may they, is there room, and then the resource or path they ask for. Made
/// by [ApiServerBuilder]; a [antrea.serve.http.Listener] brings the requests.
public final class ApiServer implements ApiHandler {
    private static final System.Logger LOG = System.getLogger(ApiServer.class.getName());

    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final InFlightLimits limits;
    private final Routes routes;

    ApiServer(Authenticator authenticator, Authorizer authorizer, InFlightLimits limits, Routes routes) {
        this.authenticator = authenticator;
        this.authorizer = authorizer;
        this.limits = limits;
        this.routes = routes;
    }

    /// Never throws: whatever goes wrong becomes the answer to this one request.
    @Override
    public ApiReply handle(ApiRequest request) {
        try {
            return answer(request);
        } catch (StatusException e) {
            return ApiReply.status(e.status(), Accept.of(request.headers()));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "request failed " + request.method() + " " + request.path(), e);
            Status status = Status.internalError("the server failed on this request; its log says why");
            return ApiReply.status(status, Accept.of(request.headers()));
        }
    }

    private ApiReply answer(ApiRequest request) {
        UserInfo user = authenticate(request);
        RequestedAccess info = RequestedAccess.of(request);
        boolean unlimited =
                info.access().verb().equals("watch") || user.groups().contains(UserInfo.MASTERS);
        if (unlimited) {
            return authorized(request, info, user);
        }
        Optional<InFlightLimits.Place> place = limits.enter(request.method());
        if (place.isEmpty()) {
            return ApiReply.status(Status.tooManyRequests(), Accept.of(request.headers()));
        }
        try (InFlightLimits.Place _ = place.get()) {
            return authorized(request, info, user);
        }
    }

    private UserInfo authenticate(ApiRequest request) {
        return switch (authenticator.authenticate(request)) {
            case Authenticator.Known(UserInfo user) -> user;
            case Authenticator.Refused(String reason) -> {
                LOG.log(System.Logger.Level.DEBUG, "unauthenticated path={0} reason={1}", request.path(), reason);
                throw new StatusException(Status.unauthorized());
            }
            case Authenticator.Silent _ -> throw new StatusException(Status.unauthorized());
        };
    }

    private ApiReply authorized(ApiRequest request, RequestedAccess info, UserInfo user) {
        switch (authorizer.decide(user, info.access())) {
            case Authorizer.Allowed _ -> {}
            case Authorizer.Denied(String reason) -> throw new StatusException(forbidden(user, info, reason));
            case Authorizer.Undecided(String reason) -> throw new StatusException(Status.internalError(reason));
        }
        return switch (info) {
            case RequestedAccess.OnResource(AccessRequest.OnResource access) ->
                routes.resource(access)
                        .map(r -> r.handle(request, access, user))
                        .orElseGet(() -> index(404));
            case RequestedAccess.OnPath _ -> onPath(request);
        };
    }

    private ApiReply onPath(ApiRequest request) {
        String path = request.path().length() > 1 && request.path().endsWith("/")
                ? request.path().substring(0, request.path().length() - 1)
                : request.path();
        Optional<ApiHandler> handler = routes.handler(request.path());
        if (handler.isPresent()) {
            return handler.get().handle(request);
        }
        if (path.equals("/") || path.equals("/index.html")) {
            return index(200);
        }
        Optional<Json.Obj> document = routes.document(path);
        if (document.isEmpty()) {
            return index(404);
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            throw new StatusException(Status.methodNotAllowed());
        }
        Accept.of(request.headers()).choose(List.of(WireFormat.JSON), false);
        return ApiReply.json(200, document.get());
    }

    private ApiReply index(int code) {
        List<String> paths = new ArrayList<>(new TreeSet<>(routes.paths()));
        return ApiReply.json(code, Json.Obj.EMPTY.with("paths", Json.ofTexts(paths)));
    }

    private static Status forbidden(UserInfo user, RequestedAccess info, String reason) {
        String who = "User " + quoted(user.name()) + " cannot ";
        String why = reason.isEmpty() ? "" : ": " + reason;
        return switch (info) {
            case RequestedAccess.OnPath(AccessRequest.OnPath(String verb, String path)) ->
                Status.forbidden("", "", "", who + verb + " path " + quoted(path) + why);
            case RequestedAccess.OnResource(AccessRequest.OnResource r) -> {
                String resource = r.subresource().isEmpty() ? r.resource() : r.resource() + "/" + r.subresource();
                String scope =
                        r.namespace().isEmpty() ? "at the cluster scope" : "in the namespace " + quoted(r.namespace());
                yield Status.forbidden(
                        r.group(),
                        r.resource(),
                        r.name(),
                        who + r.verb() + " resource " + quoted(resource) + " in API group " + quoted(r.group()) + " "
                                + scope + why);
            }
        };
    }

    private static String quoted(String text) {
        return JsonText.write(Json.of(text));
    }
}

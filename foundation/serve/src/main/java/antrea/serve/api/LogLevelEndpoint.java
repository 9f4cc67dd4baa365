package antrea.serve.api;

import antrea.runtime.json.Json;
import antrea.serve.http.ApiHandler;
import antrea.serve.http.ApiReply;
import antrea.serve.http.ApiRequest;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/// `/loglevel?level=N` sets the verbosity of the log, `/loglevel` tells it.
public record LogLevelEndpoint(IntSupplier current, IntConsumer change) implements ApiHandler {
    @Override
    public ApiReply handle(ApiRequest request) {
        Optional<String> wanted = request.query().first("level").filter(l -> !l.isEmpty());
        if (wanted.isEmpty()) {
            return ApiReply.json(200, Json.of(current.getAsInt()));
        }
        int level = parse(wanted.get());
        if (level < 0) {
            return ApiReply.text(400, "log level must be a positive integer\n");
        }
        change.accept(level);
        return ApiReply.of(200, "application/json", new byte[0]);
    }

    private static int parse(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1; // as bad as a negative level
        }
    }
}

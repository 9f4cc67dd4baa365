package antrea.controller;

import antrea.runtime.json.Json;
import antrea.runtime.log.LogBackend;
import antrea.serve.http.ApiHandler;
import antrea.serve.http.ApiReply;
import antrea.serve.http.ApiRequest;
import java.util.Optional;

/// `/loglevel`: tells the verbosity, or sets it with `?level=N`.
record LogLevel(LogBackend backend) implements ApiHandler {
    @Override
    public ApiReply handle(ApiRequest request) {
        Optional<String> wanted = request.query().first("level");
        if (wanted.isEmpty()) {
            return ApiReply.json(200, Json.of((long) backend.verbosity()));
        }
        int level = number(wanted.get());
        if (level < 0) {
            return ApiReply.text(400, "log level must be a positive integer\n");
        }
        backend.verbosity(level);
        return ApiReply.text(200, "");
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            return -1;
        }
    }
}

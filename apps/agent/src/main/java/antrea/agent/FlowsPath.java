package antrea.agent;

import antrea.bridge.TableFlows;
import antrea.linux.LinuxException;
import antrea.runtime.json.Json;
import antrea.serve.http.ApiHandler;
import antrea.serve.http.ApiReply;
import antrea.serve.http.ApiRequest;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// `/ovsflows`: the flows of the bridge, of some tables (`table`, names or numbers), or its groups (`groups`, numbers
/// or `all`), as `ovs-ofctl` writes them. Flows of one Pod, Service or policy are not told apart yet.
///
/// @param ofctl runs `ovs-ofctl` with these arguments for its output; throws [LinuxException]
/// @param tables those of the bridge
record FlowsPath(Function<List<String>, String> ofctl, Supplier<List<TableFlows>> tables) implements ApiHandler {
    private static final Logger LOG = System.getLogger(FlowsPath.class.getName());
    private static final Pattern GROUP = Pattern.compile("[0-9]{1,10}");
    private static final Pattern HEAD = Pattern.compile("^(NXST|OFPST)_[A-Z_]+ reply");
    private static final List<String> OWNERS = List.of("pod", "service", "networkpolicy");

    @Override
    public ApiReply handle(ApiRequest request) {
        Function<String, String> wish = key -> request.query().first(key).orElse("");
        boolean ofOwner = OWNERS.stream().anyMatch(k -> !wish.apply(k).isEmpty());
        if (ofOwner && wish.apply("namespace").isEmpty()) {
            return ApiReply.text(400, "namespace must be provided\n");
        }
        if (ofOwner) {
            return ApiReply.text(501, "flows of one Pod, Service or policy are not told apart yet; ask by table\n");
        }
        try {
            if (!wish.apply("table").isEmpty()) {
                return ofTables(wish.apply("table"));
            }
            if (!wish.apply("groups").isEmpty()) {
                return ofGroups(wish.apply("groups"));
            }
            return wish.apply("namespace").isEmpty()
                    ? reply(dump("dump-flows", ""))
                    : ApiReply.text(400, "unsupported parameter combination\n");
        } catch (LinuxException e) {
            LOG.log(Logger.Level.WARNING, "cannot dump flows: {0}", e.getMessage());
            return ApiReply.text(500, "OVS flow dumping failed\n");
        }
    }

    private ApiReply ofTables(String wished) {
        List<String> out = new ArrayList<>();
        for (String one : wished.split(",", -1)) {
            Optional<TableFlows> table = tables.get().stream()
                    .filter(t -> t.name().equals(one.strip())
                            || Integer.toString(t.id()).equals(one.strip()))
                    .findFirst();
            if (table.isEmpty()) {
                return ApiReply.text(400, "invalid table name or number\n");
            }
            out.addAll(dump("dump-flows", "table=" + table.get().id()));
        }
        return reply(out);
    }

    private ApiReply ofGroups(String wished) {
        if (wished.equalsIgnoreCase("all")) {
            return reply(dump("dump-groups", ""));
        }
        List<String> out = new ArrayList<>();
        for (String one : wished.split(",", -1)) {
            if (!GROUP.matcher(one.strip()).matches()) {
                return ApiReply.text(400, "invalid group ID\n");
            }
            out.addAll(dump("dump-groups", one.strip()));
        }
        return reply(out);
    }

    /// One element a flow or group, without the line that only repeats the question; a flow begins with its table,
    /// as in the original, so what stands before it (cookie, age) is left out.
    private List<String> dump(String command, String what) {
        return ofctl.apply(what.isEmpty() ? List.of(command, "--names") : List.of(command, "--names", what))
                .lines()
                .filter(l -> !HEAD.matcher(l).find())
                .map(l -> l.substring(Math.max(0, l.indexOf(" table=") + 1)).strip())
                .toList();
    }

    private static ApiReply reply(List<String> lines) {
        return ApiReply.json(
                200,
                Json.of(lines.stream().map(l -> Json.Obj.EMPTY.with("flow", l)).toList()));
    }
}

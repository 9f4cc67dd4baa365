package antrea.nodenetwork.node;

import antrea.kube.client.ApiException;
import antrea.nodenetwork.api.AgentInfo;
import antrea.nodenetwork.api.AgentInfoObjects;
import antrea.runtime.json.Json;
import java.lang.System.Logger;
import java.util.Optional;
import java.util.function.Supplier;

/// Keeps the AntreaAgentInfo of this Node up to date: everything the first time and after each failure, then what
/// changes. The controller creates the object; until then there is nothing to update. For one thread.
public final class AgentInfoReport {
    private static final Logger LOG = System.getLogger(AgentInfoReport.class.getName());

    private final AgentInfoObjects objects;
    private final String node;
    private final Supplier<AgentInfo> content;
    private Optional<Json.Obj> stored = Optional.empty();
    private boolean missed;

    /// `content` is asked at each update.
    public AgentInfoReport(AgentInfoObjects objects, String node, Supplier<AgentInfo> content) {
        this.objects = objects;
        this.node = node;
        this.content = content;
    }

    /// One update; whether it was stored. The first of several failures is logged; the next call begins anew.
    public boolean update() {
        AgentInfo info = content.get();
        try {
            Optional<Json.Obj> known = stored;
            stored = Optional.empty();
            stored = known.flatMap(before -> objects.update(node, info.partial(before)))
                    .or(() -> objects.get(node).flatMap(before -> objects.update(node, info.whole(before))));
            if (stored.isEmpty() && !missed) {
                LOG.log(
                        Logger.Level.INFO,
                        "AntreaAgentInfo {0} is not there yet or was changed meanwhile; it will be tried again",
                        node);
            }
        } catch (ApiException e) {
            if (!missed) {
                LOG.log(Logger.Level.WARNING, "cannot update AntreaAgentInfo {0}: {1}", node, e.getMessage());
            }
        }
        missed = stored.isEmpty();
        return !missed;
    }
}

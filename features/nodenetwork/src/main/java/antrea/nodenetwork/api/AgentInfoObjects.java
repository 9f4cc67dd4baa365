package antrea.nodenetwork.api;

import antrea.runtime.json.Json;
import java.util.Optional;
import java.util.Set;

/// The AntreaAgentInfos of the cluster, by the name of their Node. Every method throws
/// [antrea.kube.client.ApiException] when the API server does not answer or refuses.
public interface AgentInfoObjects {
    Set<String> names();

    /// Creates an empty one; nothing happens when it is there.
    void create(String node);

    /// Nothing happens when it is gone.
    void delete(String node);

    Optional<Json.Obj> get(String node);

    /// Replaces it and gives what is stored now; empty when somebody else changed or deleted it meanwhile.
    Optional<Json.Obj> update(String node, Json.Obj object);
}

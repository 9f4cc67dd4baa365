package antrea.nodenetwork.central;

import antrea.kube.client.ApiException;
import antrea.nodenetwork.api.AgentInfoObjects;
import antrea.reconcile.Delta;
import antrea.reconcile.Driver;
import antrea.reconcile.DriverException;
import java.util.HashMap;
import java.util.Map;

/// Creates and deletes AntreaAgentInfos. Key and value are the name of the Node: what is in the object is the
/// agent's.
record AgentInfoDriver(AgentInfoObjects objects) implements Driver<String, String> {
    @Override
    public Map<String, String> readActual() {
        try {
            Map<String, String> out = new HashMap<>();
            objects.names().forEach(name -> out.put(name, name));
            return out;
        } catch (ApiException e) {
            throw new DriverException("cannot list AntreaAgentInfos: " + e.getMessage(), e);
        }
    }

    @Override
    public Map<String, String> apply(Delta<String, String> delta) {
        Map<String, String> refused = new HashMap<>();
        delta.additions().keySet().forEach(name -> attempt(name, () -> objects.create(name), refused));
        delta.deletions().keySet().forEach(name -> attempt(name, () -> objects.delete(name), refused));
        return refused;
    }

    private static void attempt(String name, Runnable call, Map<String, String> refused) {
        try {
            call.run();
        } catch (ApiException e) {
            refused.put(name, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public String text(String key) {
        return "AntreaAgentInfo " + key;
    }
}

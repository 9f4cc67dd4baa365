package antrea.nodenetwork.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.Cidr;
import antrea.nodenetwork.api.AgentInfo;
import antrea.nodenetwork.testing.FakeAgentInfos;
import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class AgentInfoReportTest {
    private static final AgentInfo.Place PLACE = new AgentInfo.Place(
            "v1.15.0",
            "kube-system",
            "antrea-agent-x",
            "n1",
            List.of(Cidr.parse("10.1.0.0/24"), Cidr.parse("fd00:1::/64")),
            "br-int",
            10350,
            "PEM");

    private final FakeAgentInfos infos = new FakeAgentInfos();
    private AgentInfo content = info(PLACE, 2, true);
    private final AgentInfoReport report = new AgentInfoReport(infos, "n1", () -> content);

    private static AgentInfo info(AgentInfo.Place place, int pods, boolean up) {
        SequencedMap<String, Integer> flows = new LinkedHashMap<>();
        flows.put("Classifier", 4);
        flows.put("Output", 5);
        return new AgentInfo(
                place,
                new AgentInfo.Counts(pods, 6, 7, 8, flows),
                new AgentInfo.Connections(up, up, up, up ? Optional.of("3.1.0") : Optional.empty()),
                Instant.parse("2026-01-02T03:04:05.6Z"));
    }

    private Json.Obj stored() {
        return infos.get("n1").orElseThrow();
    }

    private static Json.Obj json(String text) {
        return JsonText.read(text).asObject("");
    }

    private static String conditions(String status) {
        StringBuilder out = new StringBuilder();
        for (String type :
                List.of("AgentHealthy", "ControllerConnectionUp", "OVSDBConnectionUp", "OpenflowConnectionUp")) {
            out.append(out.isEmpty() ? "" : ",")
                    .append("{\"type\":\"" + type + "\",\"status\":\""
                            + (type.equals("AgentHealthy") ? "True" : status)
                            + "\",\"lastHeartbeatTime\":\"2026-01-02T03:04:05Z\"}");
        }
        return "[" + out + "]";
    }

    private static final String WHOLE = """
            {"version":"v1.15.0",
             "podRef":{"kind":"Pod","namespace":"kube-system","name":"antrea-agent-x"},
             "nodeRef":{"kind":"Node","name":"n1"},
             "nodeSubnets":["10.1.0.0/24","fd00:1::/64"],
             "ovsInfo":{"bridgeName":"br-int","flowTable":{"Classifier":4,"Output":5},"version":"3.1.0"},
             "apiPort":10350,
             "localPodNum":2,
             "networkPolicyControllerInfo":{"networkPolicyNum":6,"addressGroupNum":7,"appliedToGroupNum":8},
             "agentConditions":%s,
             "apiCABundle":"UEVN"}
            """;

    private static Map<String, Json> withoutMetadata(Json.Obj object) {
        Map<String, Json> out = new LinkedHashMap<>(object.members());
        out.remove("metadata");
        return out;
    }

    @Test
    void everythingIsWrittenUnderTheNamesOfTheResource() {
        infos.create("n1");
        report.update();
        assertEquals(json(WHOLE.formatted(conditions("True"))).members(), withoutMetadata(stored()));
    }

    @Test
    void laterOnlyWhatChangesIsWritten() {
        infos.create("n1");
        report.update();
        AgentInfo.Place other = new AgentInfo.Place("other", "", "", "n1", List.of(), "", 1, "PEM");
        content = info(other, 3, false);
        report.update();
        Json.Obj expected = json(WHOLE.formatted(conditions("False"))).with("localPodNum", 3);
        assertEquals(expected.members(), withoutMetadata(stored()), "a version that is not known stays");
    }

    @Test
    void nothingIsCreatedHere() {
        assertFalse(report.update());
        assertEquals(Optional.empty(), infos.get("n1"));
        infos.create("n1");
        assertTrue(report.update());
        assertEquals("v1.15.0", stored().text("version"));
    }

    @Test
    void anObjectSomebodyElseChangedIsReadAgain() {
        infos.create("n1");
        report.update();
        infos.touch("n1");
        content = info(PLACE, 9, true);
        report.update();
        assertEquals(9, stored().number("localPodNum"));
    }

    @Test
    void afterAFailureEverythingIsWrittenAgain() {
        infos.create("n1");
        report.update();
        infos.setDown(true);
        report.update();
        infos.setDown(false);
        infos.delete("n1");
        infos.create("n1");
        report.update();
        assertEquals("v1.15.0", stored().text("version"));
    }

    @Test
    void withoutANameThereIsNoReferenceToThePod() {
        infos.create("n1");
        content = info(new AgentInfo.Place("v", "kube-system", "", "n1", List.of(), "br-int", 1, ""), 0, true);
        report.update();
        assertEquals(Json.Obj.EMPTY, stored().object("podRef"));
    }
}

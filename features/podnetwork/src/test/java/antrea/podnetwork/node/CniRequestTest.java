package antrea.podnetwork.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import antrea.runtime.json.Json;
import antrea.runtime.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CniRequestTest {
    private static final String FRAME = """
            {"command":"ADD","containerId":"abc","netns":"/run/netns/x","ifname":"eth0",
             "args":"IgnoreUnknown=1;K8S_POD_NAMESPACE=shop;K8S_POD_NAME=web-1;K8S_POD_INFRA_CONTAINER_ID=abc","path":"/opt/cni/bin",
             "config":{"cniVersion":"0.4.0","name":"antrea","type":"antrea","ipam":{"type":"host-local"}}}""";

    private static CniError refused(String frame) {
        return assertThrows(CniError.class, () -> CniRequest.parse(frame.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aCallOfKubeletIsRead() {
        CniRequest request = CniRequest.parse(FRAME.getBytes(StandardCharsets.UTF_8));
        assertEquals(CniRequest.Command.ADD, request.command());
        assertEquals("shop/web-1", request.pod().toString());
        assertEquals("host-local", request.config().ipamType());
        assertEquals(CniVersion.V0_4_0, request.config().version());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"ADD\"|\"FLY\"|4",
                "\"0.4.0\"|\"9.9.9\"|1",
                "\"abc\"|\"\"|4",
                "/run/netns/x||4",
                "\"host-local\"|7|6",
                "IgnoreUnknown=1|nonsense|4",
            })
    void whatIsWrongIsNamedWithItsCode(String from, String to, int code) {
        assertEquals(
                code, refused(FRAME.replace(from, to == null ? "" : to)).code().number());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"command\":1}", "{\"config\":[]}"})
    void malformedJsonIsRefused(String frame) {
        refused(frame);
    }

    @Property(tries = 300)
    void truncatedFramesAreRefused(@ForAll int cut) {
        byte[] whole = FRAME.getBytes(StandardCharsets.UTF_8);
        byte[] part = Arrays.copyOf(whole, Math.floorMod(cut, whole.length));
        assertThrows(CniError.class, () -> CniRequest.parse(part));
    }

    @Property(tries = 300)
    void randomBytesAreRefused(@ForAll byte[] bytes) {
        assertThrows(CniError.class, () -> CniRequest.parse(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.3.0", "0.3.1", "0.4.0", "1.0.0"})
    void resultsRoundTripInEachVersion(String version) {
        CniVersion v = CniVersion.of(version).orElseThrow();
        Json.Obj json = JsonText.read("""
                {"interfaces":[{"name":"web-1-abcdef","mac":"02:00:00:00:00:01"},{"name":"eth0","mac":"02:00:00:00:00:02","sandbox":"/run/netns/x"}],
                 "ips":[{"interface":1,"address":"10.244.1.2/24","gateway":"10.244.1.1"},{"interface":1,"address":"fd00::2/64","gateway":"fd00::1"}],
                 "routes":[{"dst":"0.0.0.0/0","gw":"10.244.1.1"},{"dst":"::/0","gw":"fd00::1"}]}""").asObject("result");
        CniResult result = CniResult.parse(json);
        assertEquals(result, CniResult.parse(result.toJson(v).asObject("result")));
    }

    @Test
    void interfaceNamesAreThoseOfTheOriginal() {
        assertEquals("nginx-a9993e", InterfaceName.ofPod("nginx", "abc"));
        assertEquals("frontend-a9993e", InterfaceName.ofPod("frontend-7d8f9-x2x", "abc"));
    }
}

package antrea.service.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.kube.object.ObjectKey;
import antrea.net.IpAddress;
import antrea.net.Protocol;
import antrea.pipeline.StableNumbers;
import org.junit.jupiter.api.Test;

class ServicePortKeyTest {
    /// This number is in the switches of running clusters: a change of the text or of the hash renumbers them all.
    @Test
    void numberOfAKeyIsTheSameInEveryVersion() {
        StableNumbers<ServicePort.Key> numbers = new StableNumbers<>();
        ServicePort.Key key = new ServicePort.Key(
                new ObjectKey("ns", "web-0"), "http", Protocol.TCP, 80, IpAddress.parse("10.96.0.1"));
        numbers.add(key);
        assertEquals("ns/web-0:http/TCP/80@10.96.0.1", key.toString());
        assertEquals(1_992_291_178, numbers.of(key));
    }
}

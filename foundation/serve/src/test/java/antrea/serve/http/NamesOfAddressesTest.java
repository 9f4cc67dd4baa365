package antrea.serve.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class NamesOfAddressesTest {
    @Test
    void anAddressIsItsOwnName() throws UnknownHostException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        assertEquals("127.0.0.1", loopback.getHostName());
    }

    @Test
    void aNameHasItsAddresses() throws UnknownHostException {
        assertTrue(InetAddress.getByName("localhost").isLoopbackAddress());
    }
}

package antrea.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import antrea.bridge.DatapathProfile.ServiceNat;
import antrea.net.IpAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DatapathProfileTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            10.10.0.1  | pkt_mark=0x80000000/0x80000000,eth_type=0x800  | eth_type=0x800,ip_src=0xa0a0001
            fd00:10::1 | pkt_mark=0x80000000/0x80000000,eth_type=0x86dd | eth_type=0x86dd,ipv6_src=0xfd000010000000000000000000000001
            """)
    void hostTrafficIsKnownByMarkOrByAddress(String gateway, String kernel, String userspace) {
        IpAddress address = IpAddress.parse(gateway);
        assertEquals(
                kernel,
                new KernelDatapath(true)
                        .hostTraffic(address, ServiceNat.PIPELINE)
                        .toString());
        assertEquals(
                userspace,
                new UserspaceDatapath().hostTraffic(address, ServiceNat.OUTSIDE).toString());
        assertEquals(
                "ct_mark=0x0/0x10," + userspace,
                new UserspaceDatapath()
                        .hostTraffic(address, ServiceNat.PIPELINE)
                        .toString());
    }

    @ParameterizedTest
    @CsvSource({
        "2.16.9,true",
        "2.17.7,true",
        "2.17.8,false",
        "3.0.4,true",
        "3.0.5,false",
        "3.1.0,true",
        "3.1,true",
        "3.1.3,false",
        "3.2.0,false",
        "3.4.1-rc1,false",
        "4.0.0,false",
        "unknown,true"
    })
    void staleFlowsAreKeptByOldVersionsInUserspaceOnly(String version, boolean keeps) {
        assertEquals(keeps, new UserspaceDatapath().keepsStaleFlows(version));
        assertFalse(new KernelDatapath(true).keepsStaleFlows(version));
    }
}

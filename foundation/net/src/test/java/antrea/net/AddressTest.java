package antrea.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @Provide
    Arbitrary<U128> numbers() {
        Arbitrary<Long> halves = Arbitraries.oneOf(Arbitraries.longs(), Arbitraries.of(0L, 1L, -1L, Long.MIN_VALUE));
        return Combinators.combine(halves, halves).as(U128::new);
    }

    @Provide
    Arbitrary<IpAddress> addresses() {
        return Combinators.combine(Arbitraries.of(IpFamily.values()), numbers())
                .as((family, n) -> IpAddress.of(family, family == IpFamily.V4 ? U128.of(n.low() & 0xffffffffL) : n));
    }

    @Provide
    Arbitrary<Cidr> prefixes() {
        return Combinators.combine(addresses(), Arbitraries.integers().between(0, 128))
                .as((address, length) ->
                        new Cidr(address, length % (address.family().bits() + 1)));
    }

    private static BigInteger big(U128 n) {
        return new BigInteger(1, n.toBytes(16));
    }

    @Property
    void numberAlgebraIsThatOfBigNumbers(
            @ForAll("numbers") U128 a, @ForAll("numbers") U128 b, @ForAll @IntRange(max = 130) int shift) {
        BigInteger all = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);
        assertEquals(big(a).and(big(b)), big(a.and(b)));
        assertEquals(big(a).or(big(b)), big(a.or(b)));
        assertEquals(big(a).xor(big(b)), big(a.xor(b)));
        assertEquals(all.andNot(big(a)), big(a.not()));
        assertEquals(big(a).shiftLeft(shift).and(all), big(a.shiftLeft(shift)));
        assertEquals(big(a).shiftRight(shift), big(a.shiftRight(shift)));
        assertEquals(Integer.signum(big(a).compareTo(big(b))), Integer.signum(a.compareTo(b)));
        assertEquals("0x" + big(a).toString(16), a.toString());
        assertEquals(a, U128.ofBytes(a.toBytes(16)));
    }

    @Property
    void addressTextRoundTrips(@ForAll("addresses") IpAddress address) throws Exception {
        assertEquals(address, IpAddress.parse(address.toString()));
        assertEquals(address, IpAddress.ofBytes(address.toBytes()));
        byte[] reference = InetAddress.getByName(address.toString()).getAddress();
        if (reference.length == address.toBytes().length) {
            assertTrue(Arrays.equals(reference, address.toBytes()));
        }
    }

    @Property
    void nextAddressesAreInOrder(@ForAll("addresses") IpAddress address, @ForAll int count) {
        assertEquals(address, address.plus(count).plus(-(long) count));
        BigInteger space = BigInteger.ONE.shiftLeft(address.family().bits());
        BigInteger sum = big(address.value()).add(BigInteger.valueOf(count)).mod(space);
        assertEquals(sum, big(address.plus(count).value()));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:DB8::0001, 2001:db8::1",
        "::, ::",
        "0:0:0:0:0:0:0:1, ::1",
        "1:0:0:0:0:0:0:0, 1::",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "::ffff:10.0.0.1, ::ffff:10.0.0.1",
        "10.0.0.1, 10.0.0.1"
    })
    void textIsCanonical(String text, String canonical) {
        assertEquals(canonical, IpAddress.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "01.2.3.4",
                "256.1.1.1",
                "1.2.3.4 ",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "12345::",
                "g::",
                "1:2:3:4:5:6:7::8",
                "::1.2.3",
                "fe80::1%eth0",
                "localhost"
            })
    void wrongAddressesAreRefused(String text) {
        assertEquals(Optional.empty(), IpAddress.tryParse(text));
        assertThrows(IllegalArgumentException.class, () -> IpAddress.parse(text));
    }

    @Property
    void prefixTextRoundTripsAndHoldsItsEnds(@ForAll("prefixes") Cidr cidr) {
        assertEquals(cidr, Cidr.parse(cidr.toString()));
        assertTrue(cidr.contains(cidr.address()) && cidr.contains(cidr.last()));
        BigInteger size =
                big(cidr.last().value()).subtract(big(cidr.address().value())).add(BigInteger.ONE);
        assertEquals(BigInteger.ONE.shiftLeft(cidr.family().bits() - cidr.prefixLength()), size);
    }

    @Property
    void minusCoversExactlyTheRest(
            @ForAll @IntRange(min = 24, max = 32) int length,
            @ForAll List<@IntRange(max = 255) Integer> hosts,
            @ForAll @IntRange(min = 26, max = 32) int exceptLength) {
        for (String base : List.of("10.1.2.0", "fd00::")) {
            int extra = base.indexOf(':') >= 0 ? 96 : 0;
            Cidr whole = new Cidr(IpAddress.parse(base), length + extra);
            List<Cidr> except = new ArrayList<>();
            hosts.forEach(h -> except.add(new Cidr(IpAddress.parse(base).plus(h), exceptLength + extra)));
            List<Cidr> rest = whole.minus(except);
            for (int i = 0; i < 256; i++) {
                IpAddress address = IpAddress.parse(base).plus(i);
                boolean expected = whole.contains(address) && except.stream().noneMatch(e -> e.contains(address));
                assertEquals(
                        expected ? 1 : 0,
                        rest.stream().filter(c -> c.contains(address)).count());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/01", "::/129", "x/8"})
    void wrongPrefixesAreRefused(String text) {
        assertEquals(Optional.empty(), Cidr.tryParse(text));
        assertEquals(Optional.empty(), AddressWithPrefix.tryParse(text));
    }

    @Test
    void interfaceAddressKeepsItsHostBits() {
        assertEquals("10.1.2.3/24", AddressWithPrefix.parse("10.1.2.3/24").toString());
        assertEquals(
                "10.1.2.0/24", AddressWithPrefix.parse("10.1.2.3/24").network().toString());
        assertEquals("fd00::5/64", AddressWithPrefix.parse("fd00::5/64").toString());
        assertEquals(
                "fd00::/64", AddressWithPrefix.parse("fd00::5/64").network().toString());
    }

    @Property
    void maskedPortsCoverExactlyTheRange(
            @ForAll @IntRange(max = 65535) int a,
            @ForAll @IntRange(max = 65535) int b,
            @ForAll @IntRange(max = 65535) int x) {
        PortRange range = new PortRange(Math.min(a, b), Math.max(a, b));
        for (int port : new int[] {x, range.first(), range.last(), a, b}) {
            long hits = range.masked().stream()
                    .filter(m -> (port & m.mask()) == m.value())
                    .count();
            assertEquals(range.contains(port) ? 1 : 0, hits);
        }
        assertTrue(range.masked().size() <= 30);
    }

    @Test
    void wholePortRangeIsOneEmptyMask() {
        assertEquals(List.of(new PortRange.Masked(0, 0)), PortRange.ALL.masked());
        assertEquals(List.of(new PortRange.Masked(0x1f90, 0xfffc)), new PortRange(8080, 8083).masked());
    }

    @Property
    void macTextRoundTrips(@ForAll long bits) {
        MacAddress mac = new MacAddress(bits & 0xffffffffffffL);
        assertEquals(mac, MacAddress.parse(mac.toString()));
        assertEquals(mac, MacAddress.ofBytes(mac.toBytes()));
        assertFalse(MacAddress.random(new java.util.Random(bits)).isMulticast());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "aa:bb:cc:dd:ee", "aa:bb:cc:dd:ee:fg", "aa-bb-cc-dd-ee-ff", "aa:bb:cc:dd:ee:ff:00"})
    void wrongMacsAreRefused(String text) {
        assertEquals(Optional.empty(), MacAddress.tryParse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "00:11:22:33:44:55, fe80::211:22ff:fe33:4455",
        "0a:00:01:00:01:11, fe80::800:1ff:fe00:111",
        "fe:ff:ff:ff:ff:ff, fe80::fcff:ffff:feff:ffff"
    })
    void linkLocalAddressesAreMadeOfMacs(String mac, String address) {
        assertEquals(IpAddress.parse(address), Ipv6Address.linkLocal(MacAddress.parse(mac)));
    }

    @Test
    void bytesAreEqualByContent() {
        assertEquals(Bytes.of(1, 255), Bytes.ofHex("01 ff"));
        assertEquals("01ff", Bytes.ofHex("01.ff").toString());
        assertEquals(Bytes.of(2, 3), Bytes.of(1, 2, 3, 4).slice(1, 3));
        assertThrows(IllegalArgumentException.class, () -> Bytes.of(256));
    }

    @Test
    void protocolsAreFoundByNameAndNumber() {
        for (Protocol protocol : Protocol.values()) {
            assertEquals(Optional.of(protocol), Protocol.ofNumber(protocol.number()));
            assertEquals(Optional.of(protocol), Protocol.ofName(protocol.name()));
        }
        assertEquals(Optional.empty(), Protocol.ofName("tcp"));
    }
}

package antrea.ipfix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antrea.net.Bytes;
import antrea.net.IpAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MessageEncoderTest {
    private static final int HEADER = 16;

    private static Bytes address(String text) {
        return Bytes.of(IpAddress.parse(text).toBytes());
    }

    private static Bytes number(int value) {
        return Bytes.of(ByteBuffer.allocate(4).putInt(value).array());
    }

    private static String sets(MessageEncoder message) {
        Bytes whole = message.toBytes();
        return whole.slice(HEADER, whole.length()).toString();
    }

    private static String hex(String text) {
        return Bytes.ofHex(text.replaceAll("\\s", "")).toString();
    }

    private static MessageEncoder message() {
        return new MessageEncoder(0, 0, 0);
    }

    /// RFC 7011, Appendix A.2.1 and A.3.
    private static final Template FLOWS = new Template(
            256,
            List.of(
                    Element.iana(8, 4),
                    Element.iana(12, 4),
                    Element.iana(15, 4),
                    Element.iana(2, 4),
                    Element.iana(1, 4)));

    @Test
    void headerIsThatOfTheSpecification() {
        MessageEncoder message = new MessageEncoder(0xfffefdfcL, 0x80000001L, 7);
        assertEquals(
                hex("000a 0010 fffefdfc 80000001 00000007"), message.toBytes().toString());
    }

    @Test
    void templateIsThatOfTheSpecification() {
        MessageEncoder message = message();
        assertTrue(message.add(FLOWS));
        assertEquals(hex("0002 001c 0100 0005 0008 0004 000c 0004 000f 0004 0002 0004 0001 0004"), sets(message));
    }

    /// RFC 7011, Appendix A.2.2: an element of an enterprise carries its number.
    @Test
    void elementsOfEnterprisesAreMarked() {
        MessageEncoder message = message();
        message.add(new Template(257, List.of(Element.iana(8, 4), Element.of(56_506, 15, 4), Element.iana(1, 4))));
        assertEquals(hex("0002 0018 0101 0003 0008 0004 800f 0004 0000dcba 0001 0004"), sets(message));
    }

    @Test
    void recordsOfOneTemplateShareASet() {
        MessageEncoder message = message();
        message.add(FLOWS, flow("192.0.2.12", "192.0.2.254", "192.0.2.1", 5009, 5_344_385));
        message.add(FLOWS, flow("192.0.2.27", "192.0.2.23", "192.0.2.2", 748, 388_934));
        message.add(FLOWS, flow("192.0.2.56", "192.0.2.65", "192.0.2.3", 5, 6534));
        assertEquals(hex("""
                        0100 0040
                        c000020c c00002fe c0000201 00001391 00518c81
                        c000021b c0000217 c0000202 000002ec 0005ef46
                        c0000238 c0000241 c0000203 00000005 00001986"""), sets(message));
    }

    private static List<Bytes> flow(String from, String to, String next, int packets, int bytes) {
        return List.of(address(from), address(to), address(next), number(packets), number(bytes));
    }

    /// RFC 7011, section 7: a length below 255 takes one byte.
    @Test
    void variableLengthsAreToldInTheRecord() {
        Template names = new Template(300, List.of(Element.iana(82, Element.VARIABLE)));
        MessageEncoder message = message();
        message.add(names, List.of(Bytes.EMPTY));
        message.add(names, List.of(Bytes.ofHex("41")));
        message.add(names, List.of(Bytes.of(new byte[255])));
        assertEquals(hex("012c 0109 00 0141 ff00ff" + "00".repeat(255)), sets(message));
    }

    @Test
    void valuesThatAreNotTheTemplatesAreRefused() {
        MessageEncoder message = message();
        List<Bytes> few = List.of(number(1));
        assertThrows(IllegalArgumentException.class, () -> message.add(FLOWS, few));
        List<Bytes> wide = List.of(address("192.0.2.1"), address("fd00::1"), number(1), number(1), number(1));
        assertThrows(IllegalArgumentException.class, () -> message.add(FLOWS, wide));
        assertEquals(hex(""), sets(message));
        assertThrows(IllegalArgumentException.class, () -> new Template(255, List.of(Element.iana(1, 4))));
        assertThrows(IllegalArgumentException.class, () -> new Template(256, List.of()));
        assertThrows(IllegalArgumentException.class, () -> Element.iana(0, 4));
        assertThrows(IllegalArgumentException.class, () -> Element.iana(1, 0));
        assertThrows(IllegalArgumentException.class, () -> Element.of(1L << 32, 1, 4));
    }

    @Test
    void fullMessageTakesNoMoreAndStaysWhole() {
        Template big = new Template(256, List.of(Element.iana(210, 60_000)));
        MessageEncoder message = message();
        assertTrue(message.add(big, List.of(Bytes.of(new byte[60_000]))));
        Bytes full = message.toBytes();
        assertFalse(message.add(big, List.of(Bytes.of(new byte[60_000]))));
        assertEquals(full, message.toBytes());
        Template rest = new Template(257, List.of(Element.iana(210, MessageEncoder.MOST_BYTES - full.length() - 4)));
        assertTrue(message.add(
                rest, List.of(Bytes.of(new byte[rest.elements().getFirst().length()]))));
        assertEquals(MessageEncoder.MOST_BYTES, message.toBytes().length());
        assertFalse(message.add(FLOWS));
    }

    /// jqwik prints the seed.
    @Property(tries = 300)
    void naiveReaderReadsWhatWasWritten(@ForAll long seed) {
        Random random = new Random(seed);
        MessageEncoder message = message();
        List<String> written = new ArrayList<>();
        List<Template> templates = new ArrayList<>();
        for (int i = random.nextInt(12); i >= 0; i--) {
            if (templates.isEmpty() || random.nextInt(3) == 0) {
                Template template = template(256 + templates.size(), random);
                templates.add(template);
                assertTrue(message.add(template));
                written.add(template.toString());
            } else {
                Template template = templates.get(random.nextInt(templates.size()));
                List<Bytes> values = new ArrayList<>();
                template.elements().forEach(e -> values.add(value(e, random)));
                assertTrue(message.add(template, values));
                written.add(values.toString());
            }
        }
        assertEquals(written, read(message.toBytes()));
    }

    private static Template template(int number, Random random) {
        List<Element> elements = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int length = random.nextBoolean() ? Element.VARIABLE : 1 + random.nextInt(20);
            elements.add(new Element(
                    1 + random.nextInt(32_767),
                    random.nextBoolean() ? OptionalLong.of(random.nextInt(1 << 30)) : OptionalLong.empty(),
                    length));
        }
        return new Template(number, elements);
    }

    private static Bytes value(Element element, Random random) {
        byte[] out = new byte[element.length() == Element.VARIABLE ? random.nextInt(600) : element.length()];
        random.nextBytes(out);
        return Bytes.of(out);
    }

    /// As a collector that trusts everything.
    private static List<String> read(Bytes message) {
        ByteBuffer in = ByteBuffer.wrap(message.toArray());
        assertEquals(10, in.getShort());
        assertEquals(message.length(), Short.toUnsignedInt(in.getShort()));
        in.position(HEADER);
        Map<Integer, Template> known = new HashMap<>();
        List<String> out = new ArrayList<>();
        while (in.hasRemaining()) {
            int start = in.position();
            int set = Short.toUnsignedInt(in.getShort());
            int end = start + Short.toUnsignedInt(in.getShort());
            while (in.position() < end) {
                if (set == 2) {
                    Template template = readTemplate(in);
                    known.put(template.number(), template);
                    out.add(template.toString());
                } else {
                    out.add(readRecord(in, Optional.ofNullable(known.get(set)).orElseThrow()));
                }
            }
            assertEquals(end, in.position());
        }
        return out;
    }

    private static Template readTemplate(ByteBuffer in) {
        int number = Short.toUnsignedInt(in.getShort());
        List<Element> elements = new ArrayList<>();
        for (int i = Short.toUnsignedInt(in.getShort()); i > 0; i--) {
            int element = Short.toUnsignedInt(in.getShort());
            int length = Short.toUnsignedInt(in.getShort());
            OptionalLong enterprise =
                    element > 32_767 ? OptionalLong.of(Integer.toUnsignedLong(in.getInt())) : OptionalLong.empty();
            elements.add(new Element(element & 32_767, enterprise, length));
        }
        return new Template(number, elements);
    }

    private static String readRecord(ByteBuffer in, Template template) {
        List<Bytes> values = new ArrayList<>();
        for (Element element : template.elements()) {
            int length = element.length();
            if (length == Element.VARIABLE) {
                length = Byte.toUnsignedInt(in.get());
                length = length == 255 ? Short.toUnsignedInt(in.getShort()) : length;
            }
            byte[] value = new byte[length];
            in.get(value);
            values.add(Bytes.of(value));
        }
        return values.toString();
    }
}

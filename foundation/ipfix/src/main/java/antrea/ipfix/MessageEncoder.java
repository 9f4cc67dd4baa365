package antrea.ipfix;

import antrea.net.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/// Builds one IPFIX message (RFC 7011 section 3): templates and records go into sets in the order in which they
/// are added. Not for several threads.
public final class MessageEncoder {
    /// The length of a message is told in 16 bits.
    public static final int MOST_BYTES = 65_535;

    private static final int VERSION = 10;
    private static final int SET_HEADER_BYTES = 4;
    private static final int TEMPLATE_SET = 2;
    private static final int ENTERPRISE_BIT = 0x8000;
    /// From here on a variable length takes three bytes (section 7).
    private static final int LONG_LENGTH = 255;

    private final ByteBuffer out = ByteBuffer.allocate(MOST_BYTES);
    private int setNumber;
    private int setStart;

    /// Begins a message.
    ///
    /// @param exportSeconds when it leaves, in seconds since 1970
    /// @param sequence how many records this domain has sent before it on this connection
    /// @param domain the number of the observation domain
    public MessageEncoder(long exportSeconds, long sequence, long domain) {
        out.putShort((short) VERSION)
                .putShort((short) 0)
                .putInt((int) exportSeconds)
                .putInt((int) sequence)
                .putInt((int) domain);
    }

    /// Adds a template. False, and nothing is changed, when the message has no room for it.
    public boolean add(Template template) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        put(bytes, template.number(), 2);
        put(bytes, template.elements().size(), 2);
        for (Element element : template.elements()) {
            put(bytes, element.number() | (element.enterprise().isPresent() ? ENTERPRISE_BIT : 0), 2);
            put(bytes, element.length(), 2);
            element.enterprise().ifPresent(enterprise -> put(bytes, enterprise, 4));
        }
        return add(TEMPLATE_SET, bytes.toByteArray());
    }

    /// Adds a record of that template, one value for each of its elements, in network byte order. False, and nothing
    /// is changed, when the message has no room for it. Throws [IllegalArgumentException] for values that are not
    /// as the template says.
    public boolean add(Template template, List<Bytes> values) {
        if (values.size() != template.elements().size()) {
            throw new IllegalArgumentException("template " + template.number() + " has "
                    + template.elements().size() + " elements, the record " + values.size());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < values.size(); i++) {
            putValue(bytes, template.elements().get(i), values.get(i));
        }
        return add(template.number(), bytes.toByteArray());
    }

    private static void putValue(ByteArrayOutputStream bytes, Element element, Bytes value) {
        int length = value.length();
        if (element.length() == Element.VARIABLE ? length > MOST_BYTES : length != element.length()) {
            throw new IllegalArgumentException(
                    "element " + element.number() + " has " + element.length() + " bytes, its value " + length);
        }
        if (element.length() == Element.VARIABLE) {
            put(bytes, Math.min(length, LONG_LENGTH), 1);
            if (length >= LONG_LENGTH) {
                put(bytes, length, 2);
            }
        }
        bytes.writeBytes(value.toArray());
    }

    private static void put(ByteArrayOutputStream bytes, long value, int length) {
        for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
            bytes.write((int) (value >>> shift));
        }
    }

    /// What belongs to the set that is open goes into it, anything else opens the next one.
    private boolean add(int set, byte[] content) {
        int header = set == setNumber ? 0 : SET_HEADER_BYTES;
        if (content.length + header > out.remaining()) {
            return false;
        }
        if (header > 0) {
            setNumber = set;
            setStart = out.position();
            out.putShort((short) set).putShort((short) 0);
        }
        out.put(content);
        out.putShort(setStart + 2, (short) (out.position() - setStart));
        return true;
    }

    /// The message as it is by now.
    public Bytes toBytes() {
        out.putShort(2, (short) out.position());
        return Bytes.of(java.util.Arrays.copyOf(out.array(), out.position()));
    }
}

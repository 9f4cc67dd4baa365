package antrea.serve.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import antrea.net.Bytes;
import antrea.runtime.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Bytes written by the marshallers of the original (Go 1.15), which agents of either kind must be able to read.
final class WireFixtureTest {
    private static final ObjectKind POLICY = new ObjectKind("controlplane.antrea.io", "v1beta2", "NetworkPolicy");

    /// Just enough of a NetworkPolicy for the fixture.
    private enum PolicyCodec implements ProtobufCodec<ObjectMeta> {
        FULL {
            @Override
            public void writeProtobuf(ObjectMeta value, ProtobufWriter out) {
                value.write(out, 1);
                out.message(2, rule -> {
                    rule.text(1, "In");
                    rule.emptyMessage(2);
                    rule.emptyMessage(3);
                    rule.integer(5, 0);
                    rule.bool(7, false);
                    rule.text(9, "");
                    rule.text(11, "");
                });
                out.message(6, source -> {
                    source.text(1, "K8sNetworkPolicy");
                    source.text(2, "");
                    source.text(3, "x");
                    source.text(4, "");
                });
            }
        },
        META_ONLY {
            @Override
            public void writeProtobuf(ObjectMeta value, ProtobufWriter out) {
                value.write(out, 1);
            }
        };

        @Override
        public ObjectKind kind() {
            return POLICY;
        }

        @Override
        public Json.Obj toJson(ObjectMeta value) {
            return Json.Obj.EMPTY.with("metadata", value.toJson());
        }
    }

    private static final ObjectMeta META = ObjectMeta.named("p").withUid("p").withGeneration(3);

    private static void assertHex(String hex, byte[] actual) {
        assertEquals(Bytes.ofHex(hex).toString(), Bytes.of(actual).toString());
    }

    @Test
    void metadataWritesItsFirstEightFieldsAlways() {
        ObjectMeta meta = ObjectMeta.named("n").withUid("u");
        assertHex("0a120a016e12001a0022002a0175320038004200", ProtobufWriter.bytesOf(out -> meta.write(out, 1)));
    }

    @Test
    void unpackedNumbersOfAPeer() {
        assertHex("280128ac02", ProtobufWriter.bytesOf(out -> {
            out.unsigned(5, 1);
            out.unsigned(5, 300);
        }));
    }

    @Test
    void addedFrameOfAPolicy() {
        byte[] frame = WatchFrame.encode(WireFormat.PROTOBUF, "ADDED", WireObject.of(PolicyCodec.FULL, META))
                .orElseThrow();
        assertHex(
                "000000870a054144444544127e0a7c6b3873000a2f0a1e636f6e74726f6c706c616e652e616e747265612e696f2f76316265"
                        + "746132120d4e6574776f726b506f6c69637912410a120a017012001a0022002a017032003803420012100a0249"
                        + "6e12001a00280038004a005a0032190a104b38734e6574776f726b506f6c69637912001a017822001a002200",
                frame);
    }

    @Test
    void bookmarkFrame() {
        byte[] frame = WatchFrame.encode(
                        WireFormat.PROTOBUF, "BOOKMARK", WireObject.of(PolicyCodec.META_ONLY, ObjectMeta.EMPTY))
                .orElseThrow();
        assertHex(
                "0000005b0a08424f4f4b4d41524b124f0a4d6b3873000a2f0a1e636f6e74726f6c706c616e652e616e747265612e696f2f76"
                        + "316265746132120d4e6574776f726b506f6c69637912120a100a0012001a0022002a003200380042001a002200",
                frame);
    }

    @Test
    void bookmarkLineInJson() {
        byte[] line = WatchFrame.encode(
                        WireFormat.JSON, "BOOKMARK", WireObject.of(PolicyCodec.META_ONLY, ObjectMeta.EMPTY))
                .orElseThrow();
        assertEquals(
                "{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"NetworkPolicy\","
                        + "\"apiVersion\":\"controlplane.antrea.io/v1beta2\","
                        + "\"metadata\":{\"creationTimestamp\":null}}}\n",
                new String(line, StandardCharsets.UTF_8));
    }

    @Test
    void envelopeIsReadBack() {
        byte[] body = {10, 0};
        Envelope.Unwrapped unwrapped = Envelope.unwrap(Envelope.wrap(POLICY, body));
        assertEquals(POLICY.apiVersion(), unwrapped.apiVersion());
        assertEquals("NetworkPolicy", unwrapped.kind());
        assertEquals(true, unwrapped.body().next());
        assertEquals(1, unwrapped.body().field());
        assertArrayEquals(new byte[0], unwrapped.body().bytes());
        assertEquals(false, unwrapped.body().next());
    }

    @Test
    void metadataIsReadBack() {
        ObjectMeta meta = new ObjectMeta(
                "n",
                "ns",
                "u",
                7,
                java.util.Optional.of(Instant.ofEpochSecond(1_700_000_000L)),
                java.util.Map.of("a", "b", "c", ""));
        ProtobufReader in = new ProtobufReader(ProtobufWriter.bytesOf(out -> meta.write(out, 1)));
        assertEquals(true, in.next());
        assertEquals(meta, ObjectMeta.read(in.message()));
    }

    @Test
    void yamlIsBlockStyleAndQuotesWhatWouldChangeItsType() {
        Json.Obj value = Json.Obj.EMPTY
                .with("a", "true")
                .with("b", 1)
                .with("c", Json.ofTexts(java.util.List.of("fd00::1", "10.0.0.1")))
                .with("d", Json.Null.INSTANCE);
        assertEquals("a: 'true'\nb: 1\nc:\n- fd00::1\n- 10.0.0.1\nd: null\n", YamlText.write(value));
    }
}

package antrea.openflow.codec;

import antrea.net.Bytes;
import java.util.List;

/// A part of the answer to a [MultipartRequest]; with `more`, another part follows.
public record MultipartReply(boolean more, Body body) implements Message {

    /// What the answer lists.
    public sealed interface Body {}

    public record Flows(List<FlowEntry> entries) implements Body {
        public Flows {
            entries = List.copyOf(entries);
        }
    }

    public record Aggregate(long packets, long bytes, long flows) implements Body {}

    public record Groups(List<GroupEntry> entries) implements Body {
        public Groups {
            entries = List.copyOf(entries);
        }
    }

    /// A group as the switch reports it; `fullyRead` as in [FlowEntry].
    public record GroupEntry(int groupId, GroupMod.Type type, List<GroupMod.Bucket> buckets, boolean fullyRead) {
        public GroupEntry {
            buckets = List.copyOf(buckets);
        }
    }

    public record GroupCounters(List<GroupCounter> entries) implements Body {
        public GroupCounters {
            entries = List.copyOf(entries);
        }
    }

    /// `references` is the number of flows and groups that point at the group; `buckets` in the order of the
    /// buckets.
    public record GroupCounter(
            int groupId, int references, Traffic total, long durationSeconds, List<Traffic> buckets) {
        public GroupCounter {
            buckets = List.copyOf(buckets);
        }
    }

    public record Traffic(long packets, long bytes) {}

    public record Meters(List<MeterConfig> entries) implements Body {
        public Meters {
            entries = List.copyOf(entries);
        }
    }

    public record MeterCounters(List<MeterCounter> entries) implements Body {
        public MeterCounters {
            entries = List.copyOf(entries);
        }
    }

    /// `input` is what reached the meter, `dropped` what each band dropped.
    public record MeterCounter(int meterId, int flowCount, Traffic input, long durationSeconds, List<Traffic> dropped) {
        public MeterCounter {
            dropped = List.copyOf(dropped);
        }
    }

    /// No meters at all when `maxMeter` is 0.
    public record MeterFeatures(int maxMeter, int bandTypes, int capabilities, int maxBands, int maxColor)
            implements Body {}

    public record PortList(List<Port> entries) implements Body {
        public PortList {
            entries = List.copyOf(entries);
        }
    }

    public record PortCounters(List<PortCounter> entries) implements Body {
        public PortCounters {
            entries = List.copyOf(entries);
        }
    }

    public record PortCounter(int port, Traffic received, Traffic sent, Losses losses) {}

    /// Packets dropped and errors, each on receive and on transmit.
    public record Losses(long receiveDropped, long sendDropped, long receiveErrors, long sendErrors) {}

    public record Tables(List<MultipartRequest.TableFeature> entries) implements Body {
        public Tables {
            entries = List.copyOf(entries);
        }
    }

    /// A kind of list that this codec does not know.
    public record Unknown(int type, Bytes content) implements Body {}
}

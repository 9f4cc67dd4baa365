package antrea.openflow.codec;

import java.util.List;

/// A meter: its unit and its bands, all of which drop (OpenFlow 1.5 section 7.3.4.4).
public record MeterConfig(int meterId, Unit unit, boolean keepsStats, List<DropBand> bands) {
    /// All meters, in a delete or a query.
    public static final int ALL = 0xffffffff;

    public MeterConfig {
        bands = List.copyOf(bands);
    }

    public enum Unit {
        KILOBITS_PER_SECOND,
        PACKETS_PER_SECOND
    }

    /// Drops what exceeds `rate` after a burst of `burstSize` (0 = the switch decides; Open vSwitch then
    /// takes, and reports, the rate), both in the meter's unit.
    public record DropBand(int rate, int burstSize) {}

    /// Only the id, for deletes.
    public static MeterConfig bare(int meterId) {
        return new MeterConfig(meterId, Unit.KILOBITS_PER_SECOND, false, List.of());
    }

    /// On the wire the burst flag is set when a band has a burst.
    public boolean hasBurst() {
        return bands.stream().anyMatch(band -> band.burstSize() != 0);
    }
}

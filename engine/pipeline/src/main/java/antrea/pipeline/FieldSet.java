package antrea.pipeline;

import antrea.openflow.codec.BitRange;
import java.util.List;

/// Something that a table can declare to match or to write: packet [Header]s by name, or one [Field].
public sealed interface FieldSet permits Header, Field {
    /// The bits meant, of both address families.
    List<BitRange> bits();
}

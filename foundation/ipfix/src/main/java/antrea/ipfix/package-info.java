/// The encoder of IPFIX messages (RFC 7011). May be used by any feature that exports flow records; reads nothing
/// but `antrea.net`. No I/O, no clocks.
@NullMarked
package antrea.ipfix;

import org.jspecify.annotations.NullMarked;

/// Frames as values: what is in a packet, read from bytes and written to bytes with correct checksums. No I/O.
@NullMarked
package antrea.net.packet;

import org.jspecify.annotations.NullMarked;

/// The wire form of [antrea.openflow.codec]: one writer and one reader of whole messages, and what they are made
/// of. Refused bytes always end in
/// [antrea.openflow.codec.MalformedMessageException]. No I/O.
@NullMarked
package antrea.openflow.codec.wire;

import org.jspecify.annotations.NullMarked;

/// The wire form of what messages are made of: numbers, matches, actions. Used by [antrea.openflow.codec.wire];
/// others read and write whole messages. No I/O.
@NullMarked
package antrea.openflow.codec.part;

import org.jspecify.annotations.NullMarked;

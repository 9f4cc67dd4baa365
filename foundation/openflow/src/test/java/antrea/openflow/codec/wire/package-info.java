@NullMarked
package antrea.openflow.codec.wire;

import org.jspecify.annotations.NullMarked;

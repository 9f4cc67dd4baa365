@NullMarked
package antrea.openflow.codec;

import org.jspecify.annotations.NullMarked;

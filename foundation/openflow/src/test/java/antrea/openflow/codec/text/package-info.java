@NullMarked
package antrea.openflow.codec.text;

import org.jspecify.annotations.NullMarked;

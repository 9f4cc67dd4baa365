/// For tests only: a switch in memory.
@NullMarked
package antrea.bridge.testing;

import org.jspecify.annotations.NullMarked;

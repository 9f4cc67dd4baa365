@NullMarked
package antrea.bridge;

import org.jspecify.annotations.NullMarked;

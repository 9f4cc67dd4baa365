@NullMarked
package antrea.feature;

import org.jspecify.annotations.NullMarked;

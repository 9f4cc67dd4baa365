@NullMarked
package antrea.nodenetwork.central;

import org.jspecify.annotations.NullMarked;

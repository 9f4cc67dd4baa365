@NullMarked
package antrea.nodenetwork.api;

import org.jspecify.annotations.NullMarked;

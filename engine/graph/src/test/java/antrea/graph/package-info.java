@NullMarked
package antrea.graph;

import org.jspecify.annotations.NullMarked;

/// All features of a Node together, without a Node: what they state, and where packets go by it.
@NullMarked
package antrea.oracle;

import org.jspecify.annotations.NullMarked;

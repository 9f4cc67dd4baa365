/// For tests: a loop driven by hand, and state lists with expanders.
@NullMarked
package antrea.graph.testing;

import org.jspecify.annotations.NullMarked;

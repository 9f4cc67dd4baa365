/// Two Nodes in one guest kernel, and what runs tests there.
@NullMarked
package antrea.proof.kernel;

import org.jspecify.annotations.NullMarked;

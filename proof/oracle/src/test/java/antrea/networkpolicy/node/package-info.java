/// Opens what proofs need of this package.
@NullMarked
package antrea.networkpolicy.node;

import org.jspecify.annotations.NullMarked;

/// Opens what proofs need of this package.
@NullMarked
package antrea.podnetwork.node;

import org.jspecify.annotations.NullMarked;

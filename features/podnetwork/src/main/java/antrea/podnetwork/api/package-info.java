/// What other features know of the Pods of this Node.
@NullMarked
package antrea.podnetwork.api;

import org.jspecify.annotations.NullMarked;

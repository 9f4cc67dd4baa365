/// Tests of policies on a Node.
@NullMarked
package antrea.networkpolicy.node;

import org.jspecify.annotations.NullMarked;

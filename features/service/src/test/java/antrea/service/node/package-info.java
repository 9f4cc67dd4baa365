/// Tests of Services on a Node.
@NullMarked
package antrea.service.node;

import org.jspecify.annotations.NullMarked;

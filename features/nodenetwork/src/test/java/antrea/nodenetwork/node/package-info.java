/// Tests of the network of Nodes.
@NullMarked
package antrea.nodenetwork.node;

import org.jspecify.annotations.NullMarked;

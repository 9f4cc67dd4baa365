/// The network of Nodes: gateway, tunnel, peers, and the tables that every packet walks.
@NullMarked
package antrea.nodenetwork.node;

import org.jspecify.annotations.NullMarked;

/// Policies on a Node: from internal policies and groups to conjunctions in the switch.
@NullMarked
package antrea.networkpolicy.node;

import org.jspecify.annotations.NullMarked;

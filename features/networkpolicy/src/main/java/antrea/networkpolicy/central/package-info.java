/// The cluster-wide half: from Pods, Namespaces and policies to internal policies and groups, published in watch
/// stores. Calculation on one thread, only of what changed; the result depends on the present objects alone.
@NullMarked
package antrea.networkpolicy.central;

import org.jspecify.annotations.NullMarked;

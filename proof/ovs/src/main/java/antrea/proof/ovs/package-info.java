/// A private Open vSwitch for tests. Only ever a test dependency.
@NullMarked
package antrea.proof.ovs;

import org.jspecify.annotations.NullMarked;

/// A Node of a cluster without Kubernetes: our features on one Open vSwitch, fed by hand. Only for tests.
@NullMarked
package antrea.proof.kernel;

import org.jspecify.annotations.NullMarked;

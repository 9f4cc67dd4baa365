/// The switch in memory: numeric flows and groups in, a packet in, typed steps and a verdict out. Semantics as in
/// ovs-fields(7), ovs-actions(7) and the userspace connection tracker of Open vSwitch. No I/O.
@NullMarked
package antrea.pipeline.trace;

import org.jspecify.annotations.NullMarked;

/// The switch in memory against a real Open vSwitch: the same flows, the same packets, the same outcome.
@NullMarked
package antrea.pipeline.agreement;

import org.jspecify.annotations.NullMarked;

/// The whole of antrea-agent.conf: every key of the original, one record per subject.
@NullMarked
package antrea.agent.config;

import org.jspecify.annotations.NullMarked;

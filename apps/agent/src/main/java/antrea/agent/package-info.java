/// antrea-agent: picks the features, reads the configuration, starts and stops. No logic.
@NullMarked
package antrea.agent;

import org.jspecify.annotations.NullMarked;

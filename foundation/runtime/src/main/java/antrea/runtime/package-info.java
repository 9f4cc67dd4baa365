/// What every process needs: strict configuration, feature gates, metrics, health, logging.
@NullMarked
package antrea.runtime;

import org.jspecify.annotations.NullMarked;

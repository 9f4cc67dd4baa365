/// Metrics in the text format of Prometheus, under exactly the names of the original.
///
/// Own and small: the Prometheus library appends `_total` to every counter, which would rename the original's.
@NullMarked
package antrea.runtime.metrics;

import org.jspecify.annotations.NullMarked;

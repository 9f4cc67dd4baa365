/// Measurements behind `./bench`: each prints one line of JSON.
@NullMarked
package antrea.bench;

import org.jspecify.annotations.NullMarked;

/// Keeps a sink equal to what an API server holds: list, watch, and everything that can go wrong in between.
@NullMarked
package antrea.kube.watch;

import org.jspecify.annotations.NullMarked;

/// For tests: a driver without a plane.
@NullMarked
package antrea.reconcile.testing;

import org.jspecify.annotations.NullMarked;

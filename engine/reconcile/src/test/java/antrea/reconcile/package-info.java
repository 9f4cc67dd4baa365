@NullMarked
package antrea.reconcile;

import org.jspecify.annotations.NullMarked;

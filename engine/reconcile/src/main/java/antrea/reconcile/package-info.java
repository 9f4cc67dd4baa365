/// Desired and actual: features state what they want, reconcilers make it so. [antrea.reconcile.DesiredSet] is
/// what features see; [antrea.reconcile.Plane] and [antrea.reconcile.Reconciler] carry it to a
/// [antrea.reconcile.Driver].
@NullMarked
package antrea.reconcile;

import org.jspecify.annotations.NullMarked;

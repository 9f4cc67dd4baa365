/// Kubernetes objects as immutable records that hold only the fields this product reads. No I/O, no parser.
@NullMarked
package antrea.kube.object;

import org.jspecify.annotations.NullMarked;

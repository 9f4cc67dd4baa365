/// Makes the CA of the serving certificate known to the cluster, and keeps it known.
@NullMarked
package antrea.serve.publish;

import org.jspecify.annotations.NullMarked;

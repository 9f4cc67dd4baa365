/// The little that this server asks of the cluster's own API server.
@NullMarked
package antrea.serve.cluster;

import org.jspecify.annotations.NullMarked;

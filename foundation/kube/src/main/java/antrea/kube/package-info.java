/// What is known of the cluster: objects, how they are read, and the client that lists, watches and writes them.
@NullMarked
package antrea.kube;

import org.jspecify.annotations.NullMarked;

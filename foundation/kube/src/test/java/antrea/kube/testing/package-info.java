/// Hand-written stand-ins for an API server.
@NullMarked
package antrea.kube.testing;

import org.jspecify.annotations.NullMarked;

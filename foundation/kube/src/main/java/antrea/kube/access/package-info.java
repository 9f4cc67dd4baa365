/// Where the API server is, whom it must prove to be, and how this process proves who it is.
@NullMarked
package antrea.kube.access;

import org.jspecify.annotations.NullMarked;

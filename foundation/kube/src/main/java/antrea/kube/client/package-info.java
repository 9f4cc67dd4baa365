/// Requests to an API server and their answers. HTTP/1.1 over java.net.http, one thread blocking per call.
@NullMarked
package antrea.kube.client;

import org.jspecify.annotations.NullMarked;

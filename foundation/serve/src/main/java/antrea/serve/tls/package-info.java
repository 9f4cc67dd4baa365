/// The serving certificate: made or read, renewed while the listener runs, and the TLS settings around it.
@NullMarked
package antrea.serve.tls;

import org.jspecify.annotations.NullMarked;

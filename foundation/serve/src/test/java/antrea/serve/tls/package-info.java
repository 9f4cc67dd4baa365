@NullMarked
package antrea.serve.tls;

import org.jspecify.annotations.NullMarked;

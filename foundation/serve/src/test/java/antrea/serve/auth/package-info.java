@NullMarked
package antrea.serve.auth;

import org.jspecify.annotations.NullMarked;

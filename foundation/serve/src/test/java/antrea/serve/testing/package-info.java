@NullMarked
package antrea.serve.testing;

import org.jspecify.annotations.NullMarked;

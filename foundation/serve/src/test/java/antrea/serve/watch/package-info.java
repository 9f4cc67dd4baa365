@NullMarked
package antrea.serve.watch;

import org.jspecify.annotations.NullMarked;

@NullMarked
package antrea.serve.publish;

import org.jspecify.annotations.NullMarked;

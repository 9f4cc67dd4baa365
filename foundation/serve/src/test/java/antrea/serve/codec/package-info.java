@NullMarked
package antrea.serve.codec;

import org.jspecify.annotations.NullMarked;

@NullMarked
package antrea.serve.admission;

import org.jspecify.annotations.NullMarked;

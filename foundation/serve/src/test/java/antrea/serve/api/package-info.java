@NullMarked
package antrea.serve.api;

import org.jspecify.annotations.NullMarked;

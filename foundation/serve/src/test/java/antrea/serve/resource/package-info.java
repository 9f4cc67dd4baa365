/// Declared resources.
@NullMarked
package antrea.serve.resource;

import org.jspecify.annotations.NullMarked;

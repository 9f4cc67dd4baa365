@NullMarked
package antrea.serve.http;

import org.jspecify.annotations.NullMarked;

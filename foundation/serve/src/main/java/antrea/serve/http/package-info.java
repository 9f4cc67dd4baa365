/// Requests and answers without any HTTP library in sight, and the listeners that bring them.
@NullMarked
package antrea.serve.http;

import org.jspecify.annotations.NullMarked;

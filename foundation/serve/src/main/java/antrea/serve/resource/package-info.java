/// The declaration of an API resource: what the owner of a resource states, and what it is asked.
@NullMarked
package antrea.serve.resource;

import org.jspecify.annotations.NullMarked;

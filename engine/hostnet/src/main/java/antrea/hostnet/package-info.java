/// The desired state of the host as values, and the drivers that make the host equal to it.
@NullMarked
package antrea.hostnet;

import org.jspecify.annotations.NullMarked;

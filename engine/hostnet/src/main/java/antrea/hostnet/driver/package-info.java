/// The drivers that read the host and make it equal to what is desired.
@NullMarked
package antrea.hostnet.driver;

import org.jspecify.annotations.NullMarked;

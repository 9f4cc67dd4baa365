/// For tests only: random values of the OpenFlow model, and a switch in memory behind a real unix socket.
@NullMarked
package antrea.openflow.testing;

import org.jspecify.annotations.NullMarked;

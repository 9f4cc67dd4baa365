/// Values of the network: addresses, prefixes, ports, protocols. No I/O, no clocks.
@NullMarked
package antrea.net;

import org.jspecify.annotations.NullMarked;

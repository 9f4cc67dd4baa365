/// OpenFlow 1.5 (ONF TS-025) with the Nicira extensions of Open vSwitch: values and their wire form. No I/O.
@NullMarked
package antrea.openflow.codec;

import org.jspecify.annotations.NullMarked;

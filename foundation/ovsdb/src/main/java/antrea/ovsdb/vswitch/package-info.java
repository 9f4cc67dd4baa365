/// The database of Open vSwitch (schema `Open_vSwitch`) in terms of bridges and ports.
@NullMarked
package antrea.ovsdb.vswitch;

import org.jspecify.annotations.NullMarked;

/// A session with one bridge of Open vSwitch over its `.mgmt` unix socket, which comes back by itself.
@NullMarked
package antrea.openflow.connection;

import org.jspecify.annotations.NullMarked;

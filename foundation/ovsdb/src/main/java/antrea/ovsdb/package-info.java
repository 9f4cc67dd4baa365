/// A session with an OVSDB server (RFC 7047): transactions, a live replica of chosen columns, reconnect with
/// resync; and on top the typed view of Open vSwitch's own database.
@NullMarked
package antrea.ovsdb;

import org.jspecify.annotations.NullMarked;

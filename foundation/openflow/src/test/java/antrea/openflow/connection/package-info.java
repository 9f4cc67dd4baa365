@NullMarked
package antrea.openflow.connection;

import org.jspecify.annotations.NullMarked;

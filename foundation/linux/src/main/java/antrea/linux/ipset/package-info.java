/// The text formats of ipset(8), and the program behind them.
@NullMarked
package antrea.linux.ipset;

import org.jspecify.annotations.NullMarked;

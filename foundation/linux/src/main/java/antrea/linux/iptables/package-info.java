/// The text formats of iptables-restore(8) and iptables-save(8), and the programs behind them.
@NullMarked
package antrea.linux.iptables;

import org.jspecify.annotations.NullMarked;

/// Files of procfs: sysctl values, memory of the process.
@NullMarked
package antrea.linux.proc;

import org.jspecify.annotations.NullMarked;

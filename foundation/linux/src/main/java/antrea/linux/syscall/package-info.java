/// The one place where system calls are made (FFM).
@NullMarked
package antrea.linux.syscall;

import org.jspecify.annotations.NullMarked;

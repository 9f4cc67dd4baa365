/// How a process begins and ends: flags, ordered start, ordered stop.
@NullMarked
package antrea.runtime.lifecycle;

import org.jspecify.annotations.NullMarked;

/// Where log lines go: the backend of System.Logger, with the line format, files and flags of klog.
@NullMarked
package antrea.runtime.log;

import org.jspecify.annotations.NullMarked;

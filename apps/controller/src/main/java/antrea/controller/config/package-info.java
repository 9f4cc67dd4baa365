/// The whole of antrea-controller.conf: every key of the original, one record per subject.
@NullMarked
package antrea.controller.config;

import org.jspecify.annotations.NullMarked;

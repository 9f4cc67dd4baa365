/// Programs started for one task, with a time limit.
@NullMarked
package antrea.linux.command;

import org.jspecify.annotations.NullMarked;

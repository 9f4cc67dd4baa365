@NullMarked
package antrea.agent;

import org.jspecify.annotations.NullMarked;

/// Strict reading of configuration files: a key that nobody knows, or a value of the wrong kind, ends the start.
@NullMarked
package antrea.runtime.config;

import org.jspecify.annotations.NullMarked;

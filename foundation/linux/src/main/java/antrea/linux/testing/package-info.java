/// Fixtures for tests that need a network namespace of their own (root).
@NullMarked
package antrea.linux.testing;

import org.jspecify.annotations.NullMarked;

/// For tests only: a server that says what the test tells it.
@NullMarked
package antrea.ovsdb.testing;

import org.jspecify.annotations.NullMarked;

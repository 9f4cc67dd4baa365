/// What tests of both halves use.
@NullMarked
package antrea.networkpolicy;

import org.jspecify.annotations.NullMarked;

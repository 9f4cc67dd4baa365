/// For tests of features: what they state, recorded.
@NullMarked
package antrea.feature.testing;

import org.jspecify.annotations.NullMarked;

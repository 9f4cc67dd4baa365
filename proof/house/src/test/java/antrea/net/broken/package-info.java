/// Classes that break the house rules on purpose: RulesBiteTest sees that each rule finds them.
@NullMarked
package antrea.net.broken;

import org.jspecify.annotations.NullMarked;

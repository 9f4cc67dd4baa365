/// Classes that break the house rules on purpose: RulesBiteTest sees that each rule finds them.
@NullMarked
package antrea.service.node.broken;

import org.jspecify.annotations.NullMarked;

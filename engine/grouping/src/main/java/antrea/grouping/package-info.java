/// The label index: which entities do many selectors select, kept up to date while entities, Namespaces and
/// selectors come, change and go. Pure; one thread.
@NullMarked
package antrea.grouping;

import org.jspecify.annotations.NullMarked;

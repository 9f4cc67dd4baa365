/// The controller's half: there is an AntreaAgentInfo for each Node.
@NullMarked
package antrea.nodenetwork.central;

import org.jspecify.annotations.NullMarked;

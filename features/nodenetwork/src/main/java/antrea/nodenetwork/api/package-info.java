/// AntreaAgentInfo (`crd.antrea.io/v1beta1`): what both halves know of it.
@NullMarked
package antrea.nodenetwork.api;

import org.jspecify.annotations.NullMarked;

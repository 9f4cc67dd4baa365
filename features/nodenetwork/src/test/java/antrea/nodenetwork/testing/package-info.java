/// For tests only: an API server for AntreaAgentInfos.
@NullMarked
package antrea.nodenetwork.testing;

import org.jspecify.annotations.NullMarked;

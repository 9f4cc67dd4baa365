/// Network namespaces: opened by path, sockets opened inside them from one dedicated thread.
@NullMarked
package antrea.linux.netns;

import org.jspecify.annotations.NullMarked;

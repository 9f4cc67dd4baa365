/// In-memory stores whose content is streamed to watchers, each seeing only what its selector selects.
@NullMarked
package antrea.serve.watch;

import org.jspecify.annotations.NullMarked;

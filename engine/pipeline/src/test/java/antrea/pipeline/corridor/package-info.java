/// The flows of one Node as tables of the specification write them down: a corpus for assembly, trace and
/// agreement.
@NullMarked
package antrea.pipeline.corridor;

import org.jspecify.annotations.NullMarked;

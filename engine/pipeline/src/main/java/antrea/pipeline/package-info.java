/// The switch program as values: typed fields, declared tables, flows with symbolic targets, groups, meters, and
/// the assembly that numbers and proves them. No I/O.
@NullMarked
package antrea.pipeline;

import org.jspecify.annotations.NullMarked;

/// Flows, groups and meters as text in the syntax of `ovs-ofctl`, for golden files, tests and `antctl`. Pure.
@NullMarked
package antrea.openflow.codec.text;

import org.jspecify.annotations.NullMarked;

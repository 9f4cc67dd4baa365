/// The messages of `controlplane.antrea.io/v1beta2` that carry policies and groups from the controller to the
/// Nodes, and their two encodings. Field names and numbers are those of the Antrea 1.15 API; both halves of the
/// feature speak in these records and in nothing else.
@NullMarked
package antrea.networkpolicy.api;

import org.jspecify.annotations.NullMarked;

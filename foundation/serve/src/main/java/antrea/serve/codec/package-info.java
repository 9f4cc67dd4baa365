/// How API objects look on the wire: JSON, YAML, the protobuf envelope of Kubernetes, watch frames, tables.
@NullMarked
package antrea.serve.codec;

import org.jspecify.annotations.NullMarked;

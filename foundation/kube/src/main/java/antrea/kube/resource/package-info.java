/// How objects are read from the JSON of the API server: token by token, straight into records, unread fields
/// skipped.
@NullMarked
package antrea.kube.resource;

import org.jspecify.annotations.NullMarked;

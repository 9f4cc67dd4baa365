/// Who asks (authentication) and whether they may (authorisation), both delegated to the cluster.
@NullMarked
package antrea.serve.auth;

import org.jspecify.annotations.NullMarked;

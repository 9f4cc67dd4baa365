/// The API server: resources, discovery, OpenAPI, health, limits.
@NullMarked
package antrea.serve.api;

import org.jspecify.annotations.NullMarked;

/// Named health checks behind /livez, /readyz and /healthz, in the words of Kubernetes components.
@NullMarked
package antrea.runtime.health;

import org.jspecify.annotations.NullMarked;

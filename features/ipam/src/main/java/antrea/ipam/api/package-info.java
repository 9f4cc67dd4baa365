/// What those who need an address for a Pod know of it, whoever keeps it.
@NullMarked
package antrea.ipam.api;

import org.jspecify.annotations.NullMarked;

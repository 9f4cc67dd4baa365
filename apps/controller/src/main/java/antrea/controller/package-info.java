/// antrea-controller: picks features, reads configuration, starts, stops.
@NullMarked
package antrea.controller;

import org.jspecify.annotations.NullMarked;

/// Things done to a network device by other means than rtnetlink: announcements, checksum offload.
@NullMarked
package antrea.linux.device;

import org.jspecify.annotations.NullMarked;

package antrea.hostnet.driver;

import antrea.linux.Errno;
import antrea.linux.LinuxException;
import antrea.linux.rtnetlink.Link;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Names and indexes of the devices at one moment.
final class Devices {
    private final Map<String, Integer> indexes = new HashMap<>();
    private final Map<Integer, String> names = new HashMap<>();

    Devices(List<Link> links) {
        for (Link link : links) {
            indexes.put(link.name(), link.index());
            names.put(link.index(), link.name());
        }
    }

    Optional<String> name(int index) {
        return Optional.ofNullable(names.get(index));
    }

    /// Throws [LinuxException] (ENODEV) naming the device.
    int index(String name) {
        Integer found = indexes.get(name);
        if (found == null) {
            throw new LinuxException("device " + name + " is not there", Errno.ENODEV);
        }
        return found;
    }
}

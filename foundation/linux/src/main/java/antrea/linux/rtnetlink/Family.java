package antrea.linux.rtnetlink;

import antrea.linux.netlink.NetlinkFormatException;
import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.U128;
import java.util.Optional;

/// Address families by the kernel's numbers.
final class Family {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    private Family() {}

    static int number(IpFamily family) {
        return switch (family) {
            case V4 -> AF_INET;
            case V6 -> AF_INET6;
        };
    }

    static Optional<IpFamily> of(int number) {
        return switch (number) {
            case AF_INET -> Optional.of(IpFamily.V4);
            case AF_INET6 -> Optional.of(IpFamily.V6);
            default -> Optional.empty();
        };
    }

    /// The prefix of a message, where no address means the zero one.
    static Cidr cidr(IpFamily family, Optional<IpAddress> address, int prefixLength) {
        IpAddress ip = address.orElse(IpAddress.of(family, U128.ZERO));
        if (ip.family() != family || prefixLength > family.bits()) {
            throw new NetlinkFormatException("no prefix of " + family + ": " + ip + "/" + prefixLength);
        }
        return new Cidr(ip, prefixLength);
    }
}

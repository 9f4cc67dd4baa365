package antrea.podnetwork.node;

import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.MacAddress;
import java.util.Optional;

/// Compares what a CHECK is told (`prevResult`, CNI specification section "CHECK") with what there is. Interfaces
/// that other plug-ins of the chain have added are theirs to check. Pure.
final class CniCheck {
    private CniCheck() {}

    /// The first difference, in words; empty when all is as it was made.
    static Optional<String> difference(
            CniResult previous, String interfaceName, LocalInterface local, InsideState inside) {
        if (!inside.mac().equals(Optional.of(local.mac()))) {
            return Optional.of("the MAC address of " + interfaceName + " is " + text(inside.mac())
                    + ", the port of the bridge is for " + local.mac());
        }
        if (!inside.up()) {
            return Optional.of(interfaceName + " is down");
        }
        for (CniResult.Interface one : previous.interfaces()) {
            if (one.sandbox().isPresent()
                    && one.name().equals(interfaceName)
                    && !one.mac().equals(inside.mac())) {
                return Optional.of("the MAC address of " + interfaceName + " is " + text(inside.mac()) + ", not "
                        + text(one.mac()));
            }
        }
        for (CniResult.Ip ip : previous.ips()) {
            IpAddress address = ip.address().address();
            if (!inside.addresses().contains(address) || !local.addresses().contains(address)) {
                return Optional.of("the address " + address + " is missing; the Pod has " + inside.addresses());
            }
        }
        for (CniResult.Route route : previous.routes()) {
            boolean isDefault =
                    route.destination().equals(Cidr.all(route.destination().family()));
            if (isDefault
                    && route.gateway()
                            .filter(via -> !inside.defaultGateways().contains(via))
                            .isPresent()) {
                return Optional.of("the default route via " + route.gateway().get() + " is missing; the Pod has "
                        + inside.defaultGateways());
            }
        }
        return Optional.empty();
    }

    private static String text(Optional<MacAddress> mac) {
        return mac.map(MacAddress::toString).orElse("none");
    }
}

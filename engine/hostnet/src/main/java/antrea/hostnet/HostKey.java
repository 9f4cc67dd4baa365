package antrea.hostnet;

import antrea.net.Cidr;
import antrea.net.IpAddress;
import antrea.net.IpFamily;
import antrea.net.Protocol;

/// Names a thing of the host by what the kernel tells such things apart by.
public sealed interface HostKey {
    /// The kernel takes one route per destination, table and metric.
    record OfRoute(Cidr destination, int table, int metric) implements HostKey {
        @Override
        public String toString() {
            return "route to " + destination + " table " + table + " metric " + metric;
        }
    }

    record OfNeighbour(String device, IpAddress address) implements HostKey {
        @Override
        public String toString() {
            return "neighbour " + address + " dev " + device;
        }
    }

    record OfRule(IpRule rule) implements HostKey {
        @Override
        public String toString() {
            return "rule " + rule;
        }
    }

    record OfLink(String device) implements HostKey {
        @Override
        public String toString() {
            return "device " + device + " up";
        }
    }

    record OfAddress(String device, IpAddress address) implements HostKey {
        @Override
        public String toString() {
            return "address " + address + " dev " + device;
        }
    }

    record OfSysctl(String path) implements HostKey {
        @Override
        public String toString() {
            return "kernel parameter " + path;
        }
    }

    record OfConnections(Protocol protocol, IpAddress address, int port) implements HostKey {
        @Override
        public String toString() {
            return protocol + " connections to " + address + " port " + port;
        }
    }

    record OfSet(String name) implements HostKey {
        @Override
        public String toString() {
            return "ipset " + name;
        }
    }

    record OfSetEntry(String set, String entry) implements HostKey {
        @Override
        public String toString() {
            return "entry " + entry + " of ipset " + set;
        }
    }

    record OfChain(IpFamily family, String table, String name) implements HostKey {
        @Override
        public String toString() {
            return family + " chain " + name + " of table " + table;
        }
    }

    /// `position` before `text`: the rules of a chain stand in this order.
    record OfChainRule(OfChain chain, int position, String text) implements HostKey, Comparable<OfChainRule> {
        @Override
        public int compareTo(OfChainRule other) {
            int byPosition = Integer.compare(position, other.position);
            return byPosition != 0 ? byPosition : text.compareTo(other.text);
        }

        @Override
        public String toString() {
            return "rule \"" + text + "\" in " + chain;
        }
    }
}

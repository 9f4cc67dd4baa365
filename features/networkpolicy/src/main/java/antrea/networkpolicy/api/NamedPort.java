package antrea.networkpolicy.api;

import antrea.net.Protocol;

/// A container port that has a name.
public record NamedPort(int port, String name, Protocol protocol) {}

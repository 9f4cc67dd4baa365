package antrea.pipeline.trace;

import antrea.net.IpAddress;

/// The outer header of a packet that came through a tunnel port.
public record Tunnel(IpAddress source, IpAddress destination, long id) {}

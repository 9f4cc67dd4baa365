package antrea.hostnet;

/// A kernel parameter, by its path below /proc/sys with slashes (`net/ipv4/ip_forward`). It is never set back:
/// what it was before is not ours to know.
public record Sysctl(String path, String value) implements RoutingItem {
    @Override
    public HostKey.OfSysctl key() {
        return new HostKey.OfSysctl(path);
    }
}

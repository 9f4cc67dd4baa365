package antrea.hostnet;

/// A device of ours that is up. It is never set down: a device that nobody uses goes away.
public record LinkUp(String device) implements RoutingItem {
    @Override
    public HostKey.OfLink key() {
        return new HostKey.OfLink(device);
    }
}

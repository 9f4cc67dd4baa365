package antrea.ipam.node;

/// Who holds an address: one interface of one container, as kubelet names it in CNI calls.
public record AddressOwner(String containerId, String interfaceName) {}

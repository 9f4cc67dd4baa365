package antrea.ipam.api;

/// Who holds an address: one interface of one container, as kubelet names it in CNI calls.
public record AddressOwner(String containerId, String interfaceName) {}

# Our network: building its images and manifest, and putting them into a cluster.

install_dns() { sed "s|@DNS_IP@|${DNS_IPS%%,*}|; s|@IMAGE@|$COREDNS_IMAGE|" "$HERE/manifests/coredns.yaml" | kube apply -f - >/dev/null; }

build_product() { die "not yet"; }

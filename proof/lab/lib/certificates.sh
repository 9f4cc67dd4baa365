# Certificates and kubeconfigs, made by kubeadm. They are kept for the next `up` with the same addresses: making them takes seconds.

certificates() {
  local kept=$CACHE/pki/$LAB-$NUMBER-$COUNT-$FAMILY
  if ! { [ -e "$kept/complete" ] && openssl x509 -in "$kept/pki/apiserver.crt" -noout -checkend 2592000 >/dev/null; }; then
    rm -rf "$kept"; mkdir -p "$kept/kubeconfig"
    make_certificates "$kept" >"$LOGS/kubeadm.log" 2>&1 || die "kubeadm could not make the certificates, see $LOGS/kubeadm.log"
    touch "$kept/complete"
  fi
  rm -rf "$STATE/pki" "$STATE/kubeconfig"
  cp -a "$kept/pki" "$kept/kubeconfig" "$STATE/"
}

make_certificates() {
  local into=$1 node jobs=()
  cat >"$into/kubeadm.yaml" <<Y
apiVersion: kubeadm.k8s.io/v1beta3
kind: InitConfiguration
localAPIEndpoint: {advertiseAddress: "$CP_IP", bindPort: 6443}
nodeRegistration: {name: $PREFIX-cp}
---
apiVersion: kubeadm.k8s.io/v1beta3
kind: ClusterConfiguration
kubernetesVersion: $KUBE_VERSION
certificatesDir: $into/pki
controlPlaneEndpoint: "$CP_HOST:6443"
networking: {serviceSubnet: "$SERVICE_CIDRS", podSubnet: "$POD_CIDRS"}
apiServer: {certSANs: [localhost, 127.0.0.1, "::1", "${CP_IPS//,/\", \"}"]}
Y
  "$PROGRAMS/kubeadm" init phase certs all --config "$into/kubeadm.yaml"
  "$PROGRAMS/kubeadm" init phase kubeconfig all --config "$into/kubeadm.yaml" --kubeconfig-dir "$into/kubeconfig" &
  jobs+=($!)
  for node in "${NODES[@]}"; do
    "$PROGRAMS/kubeadm" kubeconfig user --config "$into/kubeadm.yaml" --org system:nodes --client-name "system:node:$node" >"$into/kubeconfig/$node.conf" &
    jobs+=($!)
  done
  for job in "${jobs[@]}"; do wait "$job" || return 1; done
}

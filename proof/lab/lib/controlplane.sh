# etcd, kube-apiserver, kube-controller-manager and kube-scheduler in the control plane's namespace.

# launch NAME COMMAND...: as a process of its own session in the control plane's namespace; `down` finds it there
launch() {
  local name=$1; shift
  setsid nohup nsenter --net="/run/netns/$PREFIX-cp" -- "$@" >"$LOGS/$name.log" 2>&1 </dev/null 7>&- 8>&- &
  echo $! >"$STATE/$name.pid"
}

start_control_plane() {
  local config=$STATE/kubeconfig bind=0.0.0.0
  has_v6 && bind=::
  rm -rf "$ETCD_DATA"
  launch etcd etcd --name lab --data-dir "$ETCD_DATA" \
    --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
    --listen-peer-urls http://127.0.0.1:2380 --initial-advertise-peer-urls http://127.0.0.1:2380 --initial-cluster lab=http://127.0.0.1:2380 \
    --auto-compaction-retention 1 --logger zap --log-level warn
  # The aggregation layer (requestheader, proxy-client, aggregator-routing) carries the Antrea controller's APIs. Aggregator routing
  # sends requests to the Endpoints (a Node's address, since the controller uses the host network) and not to a ClusterIP, for which
  # this namespace has no route.
  launch kube-apiserver "$PROGRAMS/kube-apiserver" \
    --advertise-address="$CP_IP" --bind-address=$bind --secure-port=6443 --etcd-servers=http://127.0.0.1:2379 \
    --service-cluster-ip-range="$SERVICE_CIDRS" --allow-privileged=true --authorization-mode=Node,RBAC \
    --enable-admission-plugins=NodeRestriction \
    --client-ca-file="$PKI/ca.crt" --tls-cert-file="$PKI/apiserver.crt" --tls-private-key-file="$PKI/apiserver.key" \
    --kubelet-client-certificate="$PKI/apiserver-kubelet-client.crt" --kubelet-client-key="$PKI/apiserver-kubelet-client.key" \
    --kubelet-preferred-address-types=InternalIP,Hostname \
    --service-account-issuer=https://kubernetes.default.svc.cluster.local \
    --service-account-key-file="$PKI/sa.pub" --service-account-signing-key-file="$PKI/sa.key" \
    --requestheader-client-ca-file="$PKI/front-proxy-ca.crt" --requestheader-allowed-names=front-proxy-client \
    --requestheader-username-headers=X-Remote-User --requestheader-group-headers=X-Remote-Group --requestheader-extra-headers-prefix=X-Remote-Extra- \
    --proxy-client-cert-file="$PKI/front-proxy-client.crt" --proxy-client-key-file="$PKI/front-proxy-client.key" --enable-aggregator-routing=true \
    --event-ttl=1h --profiling=false --v=1
  start_controller_manager
  launch kube-scheduler "$PROGRAMS/kube-scheduler" \
    --kubeconfig="$config/scheduler.conf" --authentication-kubeconfig="$config/scheduler.conf" --authorization-kubeconfig="$config/scheduler.conf" \
    --bind-address=127.0.0.1 --leader-elect=false --profiling=false --v=1
}

start_controller_manager() {
  local config=$STATE/kubeconfig
  launch kube-controller-manager "$PROGRAMS/kube-controller-manager" \
    --kubeconfig="$config/controller-manager.conf" --authentication-kubeconfig="$config/controller-manager.conf" \
    --authorization-kubeconfig="$config/controller-manager.conf" \
    --bind-address=127.0.0.1 --leader-elect=false --cluster-name=lab \
    --allocate-node-cidrs=false --service-cluster-ip-range="$SERVICE_CIDRS" \
    --client-ca-file="$PKI/ca.crt" --requestheader-client-ca-file="$PKI/front-proxy-ca.crt" --root-ca-file="$PKI/ca.crt" \
    --cluster-signing-cert-file="$PKI/ca.crt" --cluster-signing-key-file="$PKI/ca.key" --service-account-private-key-file="$PKI/sa.key" \
    --use-service-account-credentials=true --profiling=false --v=1
}

# default_service_account: the controller manager makes it. On a slow machine it may have ended, since it waits only ten seconds for the
# API server: then it is started again.
default_service_account() {
  is_ours "$(cat "$STATE/kube-controller-manager.pid")" || start_controller_manager
  kube get serviceaccount default
}

api_ready() { kube get --raw /readyz; }

# give_pod_cidrs: what the controller manager's node-ipam-controller would do, but for its fixed wait of ten seconds, and always in the
# same order: the Pods of node1 are in the first /24 and /64. Not with nodeIPAM.enable=true, which makes it the product's work.
give_pod_cidrs() {
  local node cidrs jobs=()
  for node in "${NODES[@]}"; do
    cidrs=$(pod_cidrs "$node")
    kube patch node "$node" -p "{\"spec\":{\"podCIDR\":\"${cidrs%%,*}\",\"podCIDRs\":[\"${cidrs//,/\",\"}\"]}}" >/dev/null &
    jobs+=($!)
  done
  wait "${jobs[@]}"
}

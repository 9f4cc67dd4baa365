# lab logs agent|controller|ovs|install-cni|transport|kubelet|containerd [NODE] [-f] [kubectl logs options]
lab_load
what=${1:-}; shift || true
node=
if [[ ${1:-} =~ ^node[0-9]+$ ]]; then node=$1; node_number "$node" >/dev/null; shift; fi
agent_pods() { kube -n kube-system get pod -l component=antrea-agent ${node:+--field-selector spec.nodeName=$node} -o name; }
case $what in
controller) kube -n kube-system logs deploy/antrea-controller "${@:---tail=200}";;
agent|ovs|install-cni)
  container=$what; [ "$what" = install-cni ] || container=antrea-$what
  pods=$(agent_pods)
  [ -n "$pods" ] || die "no agent Pod${node:+ on $node}"
  for pod in $pods; do
    [ -n "$node" ] || echo "=== $(kube -n kube-system get "$pod" -o jsonpath='{.spec.nodeName}') $pod"
    kube -n kube-system logs "$pod" -c "$container" "${@:---tail=200}"
  done;;
transport|kubelet|containerd)
  for node in ${node:-"${NODES[@]}"}; do echo "=== $node"; tail -n 100 "$@" "$STATE/nodes/$node/root/var/log/$what.log"; done;;
*) die "logs of what? agent, controller, ovs, install-cni, transport, kubelet or containerd";;
esac

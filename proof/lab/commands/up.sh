# lab up [--nodes N] [--ip-family v4|v6|dual] [--set key=value]... [--bare]
count=3 family=v4 bare="" sets=()
while [ $# -gt 0 ]; do
  case $1 in
  --nodes) count=${2:?--nodes needs a number}; shift 2;;
  --nodes=*) count=${1#*=}; shift;;
  --ip-family) family=${2:?--ip-family needs v4, v6 or dual}; shift 2;;
  --ip-family=*) family=${1#*=}; shift;;
  --set) sets+=("${2:?--set needs key=value}"); shift 2;;
  --set=*) sets+=("${1#*=}"); shift;;
  --bare) bare=yes; shift;;
  *) die "up does not know '$1'";;
  esac
done

lab_lock
if [ -e "$STATE/up" ]; then
  lab_load
  if api_ready >/dev/null 2>&1; then die "lab '$LAB' is up already; ./lab status shows it, ./lab down ends it"; fi
fi
[ -d /sys/fs/cgroup/memory ] || die "the lab needs the cgroup v1 controllers under /sys/fs/cgroup, which this machine has not: boot it with systemd.unified_cgroup_hierarchy=0 on the kernel's command line"
if lab_left; then
  say "clearing away what an earlier lab '$LAB' left"
  lab_clear
fi
trap 'code=$?; [ $code = 0 ] || echo "up did not finish; logs are in $LOGS, ./lab down clears away" >&2' EXIT

"$ROOT/proof/tools/prerequisites.sh"
build_programs
build_test_images
archives=("$TEST_IMAGES"/*.tar)
if [ -z "$bare" ]; then
  build_product
  archives+=("${PRODUCT_IMAGES[@]}")
fi
prepare_store "${archives[@]}"

lab_choose "$count" "$family"
lab_load
certificates
say "certificates"
network_control_plane
start_control_plane
for node in "${NODES[@]}"; do network_node "$node"; start_node "$node"; done
say "processes of ${#NODES[@]} Nodes started"
await 60 "kube-apiserver (log: $LOGS/kube-apiserver.log)" api_ready
say "kube-apiserver answers"
kube create clusterrolebinding kubeadm:cluster-admins --clusterrole=cluster-admin --group=kubeadm:cluster-admins >/dev/null
await 60 "the Nodes to register (log: ./lab node node1 cat /var/log/kubelet.log)" kube get node "${NODES[@]}"
say "Nodes registered"
[[ " ${sets[*]} " == *" nodeIPAM.enable=true "* ]] || give_pod_cidrs
await 60 "the default ServiceAccount (log: $LOGS/kube-controller-manager.log)" default_service_account
install_dns
if [ -z "$bare" ]; then
  mkdir -p "$STATE/images"
  for archive in "${PRODUCT_IMAGES[@]}"; do archive_digest "$archive" >"$STATE/images/$(basename "$archive")"; done
  install_product "${sets[@]}"
  wait_for_product
fi
touch "$STATE/up"
kube get nodes -o wide

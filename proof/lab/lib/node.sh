# Starts and stops one Node: a PID 1 of our own in its own net, mount, uts, ipc, pid and cgroup namespaces (node/enter.sh, node/init.sh).

# What is mounted decides: cgroup v2 (unified, one cgroup a Node) or v1 (one a controller).
unified_cgroups() { [ "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs ]; }
has_cgroups() { unified_cgroups || [ -d /sys/fs/cgroup/memory ]; }

CGROUP_CONTROLLERS=(cpu cpuacct cpuset memory devices freezer blkio pids systemd)

# node_cgroup CONTROLLER NODE: a folder below the caller's own cgroup. With a new cgroup namespace on top, the Node's kubelet and runc
# see it as "/", and one Node's cadvisor does not see the other's containers.
node_cgroup() {
  local own
  own=$(awk -F: -v c="$1" '$2 == c || $2 == "name=" c { print $3 }' /proc/self/cgroup)
  echo "/sys/fs/cgroup/$1${own%/}/$PREFIX-$2"
}

join_cgroups() {
  local node=$1 controller folder
  if unified_cgroups; then join_unified_cgroup "$node"; return; fi
  for controller in "${CGROUP_CONTROLLERS[@]}"; do
    folder=$(node_cgroup "$controller" "$node")
    echo "$folder" >>"$STATE/nodes/$node/cgroups" # before it exists: `down` must know it even if we are killed here
    mkdir -p "$folder"
    if [ "$controller" = cpuset ]; then # a new cpuset is empty and takes no process
      cat "${folder%/*}/cpuset.cpus" >"$folder/cpuset.cpus"; cat "${folder%/*}/cpuset.mems" >"$folder/cpuset.mems"
    fi
    echo "$BASHPID" >"$folder/cgroup.procs"
  done
}

# join_unified_cgroup NODE: right below the root, the one cgroup that may hold processes and give controllers to its children. What kubelet
# needs is given; node/enter.sh gives it on.
unified_cgroup() { echo "/sys/fs/cgroup/$PREFIX-$1"; }
join_unified_cgroup() {
  local folder; folder=$(unified_cgroup "$1")
  echo "$folder" >>"$STATE/nodes/$1/cgroups"
  echo "+cpu +cpuset +memory +pids" >/sys/fs/cgroup/cgroup.subtree_control || die "the root cgroup does not give the controllers cpu, cpuset, memory and pids to a Node; run the lab on the host itself, not in a container"
  mkdir -p "$folder/init"
  echo "$BASHPID" >"$folder/cgroup.procs"
}

# fill_root NODE: the Node's own files. /usr is the machine's, mounted read-only by node/enter.sh.
fill_root() {
  local node=$1 root=$STATE/nodes/$1/root item ip
  mkdir -p "$root"/etc/{kubernetes/{pki,manifests},containerd,cni/net.d} "$root"/{lab/bin,opt/cni/bin,var/lib,var/log}
  for item in alternatives ca-certificates ethertypes group host.conf iproute2 ld.so.cache ld.so.conf ld.so.conf.d nsswitch.conf passwd protocols services ssl; do
    [ ! -e "/etc/$item" ] || cp -a "/etc/$item" "$root/etc/"
  done
  tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
  echo "$node" >"$root/etc/hostname"
  echo "nameserver $CP_IP" >"$root/etc/resolv.conf"
  { printf '127.0.0.1 localhost\n::1 localhost\n'; for item in "${NODES[@]}"; do for ip in $(node_ips "$item" | tr , ' '); do echo "$ip $item"; done; done; } >"$root/etc/hosts"
  sed "s|@PAUSE_IMAGE@|$(full_image_name "$PAUSE_IMAGE")|" "$HERE/node/containerd.toml" >"$root/etc/containerd/config.toml"
  sed "s|@DNS_IPS@|${DNS_IPS//,/\", \"}|" "$HERE/node/kubelet.yaml" >"$root/etc/kubernetes/kubelet.yaml"
  cp "$PKI/ca.crt" "$root/etc/kubernetes/pki/"
  cp "$STATE/kubeconfig/$node.conf" "$root/etc/kubernetes/kubelet.conf"
  cp "$HERE"/node/{init.sh,transport.sh,isolate.nft} "$ROOT/proof/tools/progress.sh" "$root/lab/"
  printf 'NODE_IPS=%s\nTRANSPORT_IPS=%s\nTRANSPORT_MAC=%s\n' "$(node_ips "$node")" "$(transport_ips "$node")" "$(transport_mac "$node")" >"$root/lab/settings"
  clone_store "$root/var/lib/containerd"
}

start_node() {
  mkdir -p "$STATE/nodes/$1"
  fill_root "$1"
  boot_node "$1"
}

# boot_node NODE: with the disk it has
boot_node() {
  local node=$1 parent unshare
  unshare=(unshare --mount --uts --ipc --pid --cgroup --fork --propagation private)
  if unified_cgroups; then # a cgroup that gives controllers to its children may hold no process: out of it, once it is the namespace's root
    # shellcheck disable=SC2016
    unshare=(unshare --cgroup bash -c 'echo $$ >"$0/init/cgroup.procs" && exec "$@"' "$(unified_cgroup "$node")"
      unshare --mount --uts --ipc --pid --fork --propagation private)
  fi
  (
    join_cgroups "$node"
    exec setsid nohup nsenter --net="/run/netns/$PREFIX-$node" -- "${unshare[@]}" \
      bash "$HERE/node/enter.sh" "$node" "$STATE/nodes/$node/root" "$PROGRAMS" >"$LOGS/$node.log" 2>&1 </dev/null 7>&- 8>&-
  ) &
  parent=$!
  await 20 "PID 1 of $node" find_init "$node" $parent
}
# the subshell has short-lived children of its own until it has become unshare, whose one child is the Node's PID 1
find_init() {
  local name child
  read -r name <"/proc/$2/comm" && [ "$name" = unshare ] && child=$(pgrep -P "$2") && echo "$child" >"$STATE/nodes/$1/pid"
}

# stop_node NODE: as if the power went off. The kernel ends all of the Node's processes with its PID 1.
stop_node() {
  local node=$1
  kill_init "$node"
  kill_namespace "$PREFIX-$node"
  uncable "$node"
  ip netns del "$PREFIX-$node" 2>/dev/null || true
  if [ -e "$STATE/nodes/$node/cgroups" ]; then await 20 "the cgroups of $node to become empty" remove_cgroups "$STATE/nodes/$node/cgroups"; fi
}

kill_init() { local pid; if read -r pid <"$STATE/nodes/$1/pid" && is_ours "$pid"; then kill -9 "$pid" || true; fi; } 2>/dev/null

# is_ours PID: a number from a file may meanwhile belong to somebody else; ours lives in a network namespace of this lab
is_ours() { [ -n "$(ip netns identify "$1" 2>/dev/null | grep "^$PREFIX-")" ]; }

# kill_namespace NAME: ends every process in a network namespace of this lab, and waits until they are gone
kill_namespace() {
  [ -e "/run/netns/$1" ] || return 0
  local pids; pids=$(ip netns pids "$1" 2>/dev/null | tr '\n' ' ')
  # shellcheck disable=SC2086
  [ -z "$pids" ] || kill -9 $pids 2>/dev/null || true
  await 20 "the processes of $1 to end" namespace_empty "$1"
}
namespace_empty() { [ -z "$(ip netns pids "$1" 2>/dev/null)" ]; }

# remove_cgroups FILE: the folders named in FILE with all below them. What is in them is ours and ends: a killed `up` may have left a
# process on its way into the Node, which is in none of its namespaces yet. Fails as long as one is left.
remove_cgroups() {
  local folder left=0
  while read -r folder; do
    [ -d "$folder" ] || continue
    find "$folder" -name cgroup.procs -exec cat {} + 2>/dev/null | xargs -r kill -9 2>/dev/null || true
    find "$folder" -depth -type d -exec rmdir {} + 2>/dev/null || true
    [ ! -d "$folder" ] || left=1
  done <"$1"
  return $left
}

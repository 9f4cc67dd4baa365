# Which lab, where its things are, and its addresses. Everything is derived from three choices: name, number of Nodes, IP family.
#
#   names       network namespaces and cgroups   aj-<lab>-cp, aj-<lab>-node1 ...
#   underlay    eth0, the Node network           192.168.<77+i>.0/24   fd00:192:168:<77+i>::/64    .1 = control plane, .11... = Nodes
#   transport   eth1 -> br-phy, the tunnels      172.20.<77+i>.0/24    fd00:172:20:<77+i>::/64
#   Pods                                         10.<244+i>.0.0/16     fd00:10:<244+i>::/56
#   Services                                     10.<96+i>.0.0/16      fd00:10:<96+i>::/112
# i is the lab's number: 0 for the first lab on this machine, 1 for one beside it ... so that two labs never share a name or an address.

ROOT=$(readlink -f -- "$HERE/../..")
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/antrea-j          # shared by all work trees; safe to delete when no lab is up
BUILD=$ROOT/build                                       # this work tree's own products
LAB=${LAB:-default}
KUBE_VERSION=v1.29.15

PAUSE_IMAGE=lab/pause:3.9
AGNHOST_IMAGE=lab/agnhost:2.47
BUSYBOX_IMAGE=lab/busybox:1.35
COREDNS_IMAGE=lab/coredns:1.11.1
AGENT_IMAGE=antrea/antrea-agent-ubuntu:latest
CONTROLLER_IMAGE=antrea/antrea-controller-ubuntu:latest

lab_paths() {
  [[ $LAB =~ ^[a-z][a-z0-9]{0,11}$ ]] || die "a lab's name is 1 to 12 small letters and digits, not '$LAB'"
  PREFIX=aj-$LAB
  STATE=$CACHE/labs/$LAB        # all that is left on disk while the lab is up
  LOGS=$STATE/log
  ETCD_DATA=/dev/shm/$PREFIX-etcd # etcd 3.4 cannot be told not to sync; on the disk every write costs milliseconds
  PROGRAMS=$CACHE/programs/bin  # build_programs and a lab's choices name the exact folder
}

# lab_choose COUNT FAMILY: claims a number and writes the choices down
lab_choose() {
  local count=$1 family=$2 number
  [[ $count =~ ^[1-9]$ ]] || die "--nodes takes 1 to 9, not '$count'"
  [[ $family =~ ^(v4|v6|dual)$ ]] || die "--ip-family takes v4, v6 or dual, not '$family'"
  mkdir -p "$CACHE/labs"
  (
    flock 8
    for number in 0 1 2 3 4 5 6 7 8 9 full; do
      [ "$number" != full ] || die "ten labs are up already"
      grep -qsx "NUMBER=$number" "$CACHE"/labs/*/choices || break
    done
    mkdir -p "$STATE" "$LOGS"
    printf 'NUMBER=%s\nCOUNT=%s\nFAMILY=%s\nOWNER=%q\nPROGRAMS=%q\n' "$number" "$count" "$family" "$ROOT" "$PROGRAMS" >"$STATE/choices"
  ) 8>"$CACHE/labs/.lock"
}

lab_exists() { [ -s "$STATE/choices" ]; }

# lab_load: the addresses of a lab whose choices are written down
lab_load() {
  lab_exists || die "lab '$LAB' is not up (./lab up)"
  # shellcheck source=/dev/null
  . "$STATE/choices"
  local i
  NODES=(); for ((i = 1; i <= COUNT; i++)); do NODES+=("node$i"); done
  UNDERLAY4=192.168.$((77 + NUMBER)) UNDERLAY6=fd00:192:168:$((77 + NUMBER)):
  TRANSPORT4=172.20.$((77 + NUMBER)) TRANSPORT6=fd00:172:20:$((77 + NUMBER)):
  local pods4=10.$((244 + NUMBER)).0.0/16 pods6=fd00:10:$((244 + NUMBER))::/56
  local services4=10.$((96 + NUMBER)).0.0/16 services6=fd00:10:$((96 + NUMBER))::/112
  local cp4=$UNDERLAY4.1 cp6=$UNDERLAY6:1 dns4=10.$((96 + NUMBER)).0.10 dns6=fd00:10:$((96 + NUMBER))::a
  case $FAMILY in
  v4)   POD_CIDRS=$pods4; SERVICE_CIDRS=$services4; CP_IPS=$cp4; DNS_IPS=$dns4;;
  v6)   POD_CIDRS=$pods6; SERVICE_CIDRS=$services6; CP_IPS=$cp6; DNS_IPS=$dns6;;
  dual) POD_CIDRS=$pods4,$pods6; SERVICE_CIDRS=$services4,$services6; CP_IPS=$cp4,$cp6; DNS_IPS=$dns4,$dns6;;
  esac
  CP_IP=${CP_IPS%%,*}
  CP_HOST=$CP_IP; [[ $CP_IP != *:* ]] || CP_HOST=[$CP_IP]
  API_SERVER=https://$CP_HOST:6443
  PKI=$STATE/pki
  ADMIN_KUBECONFIG=$STATE/kubeconfig/super-admin.conf
}

has_v4() { [ "$FAMILY" != v6 ]; }
has_v6() { [ "$FAMILY" != v4 ]; }
node_number() { [[ $1 =~ ^node([1-9])$ ]] && [ "${BASH_REMATCH[1]}" -le "$COUNT" ] && echo "${BASH_REMATCH[1]}" || die "no Node '$1' in lab '$LAB' (there are: ${NODES[*]})"; }

# addresses_of PREFIX4 PREFIX6 LAST: "a" or "a,b", by family
addresses_of() {
  local list=
  has_v4 && list=$1.$3
  has_v6 && list=${list:+$list,}$2:$3
  echo "$list"
}
node_ips() { local n; n=$(node_number "$1"); addresses_of "$UNDERLAY4" "$UNDERLAY6" $((10 + n)); }
transport_ips() { local n; n=$(node_number "$1"); addresses_of "$TRANSPORT4" "$TRANSPORT6" $((10 + n)); }
# pod_cidrs NODE: the n-th /24 and /64 of the Pod networks
pod_cidrs() {
  local n; n=$(($(node_number "$1") - 1))
  local list=
  has_v4 && list=10.$((244 + NUMBER)).$n.0/24
  has_v6 && list=${list:+$list,}fd00:10:$((244 + NUMBER))$([ $n = 0 ] || printf :%x $n)::/64
  echo "$list"
}
# transport_mac NODE: fixed, so that neighbours need not learn it anew when OVS is restarted
transport_mac() { printf '0e:7a:%02x:%02x:00:01' "$NUMBER" "$(node_number "$1")"; }
with_length() { if [[ $1 == *:* ]]; then echo "$1/64"; else echo "$1/24"; fi; }

in_control_plane() { nsenter --net="/run/netns/$PREFIX-cp" -- "$@"; }
kube() { in_control_plane "$PROGRAMS/kubectl" --kubeconfig "$ADMIN_KUBECONFIG" "$@"; }
node_pid() { local pid; read -r pid <"$STATE/nodes/$1/pid" 2>/dev/null && [ -d "/proc/$pid" ] && echo "$pid" || die "Node '$1' of lab '$LAB' is not running"; }
in_node() { local pid; pid=$(node_pid "$1") || exit 1; shift; nsenter -t "$pid" -a -- "$@"; }

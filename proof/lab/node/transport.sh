# Keeps the transport bridge as it must be: br-phy, a userspace bridge with eth1 on it, which owns the Node's transport address.
# Userspace tunnels end only at an address of such a bridge. OVS (a container of the agent's Pod) takes the device away when it ends, so
# every change of a link or address makes us look again.
set -uo pipefail
. /lab/settings
. /lab/progress.sh
rundir=/run/antrea/openvswitch
db=unix:$rundir/db.sock

vsctl() { ovs-vsctl --db="$db" --timeout=10 "$@"; }

bridge_is_there() {
  [ -S $rundir/db.sock ] && [ -d /sys/class/net/br-phy ] && [ -d /sys/class/net/eth1 ] || return 1
  local ip have; have=$(ip -o address show dev br-phy up) || return 1
  for ip in ${TRANSPORT_IPS//,/ }; do [[ $have == *" $ip/"* ]] || return 1; done
}

make_bridge() {
  [ -S $rundir/db.sock ] || return 1
  echo "making br-phy at $(date +%T.%3N)"
  vsctl --may-exist add-br br-phy -- set bridge br-phy datapath_type=netdev fail_mode=standalone other_config:hwaddr="$TRANSPORT_MAC" \
    -- --may-exist add-port br-phy eth1 || return 1
  ip link set br-phy up || return 1
  local ip length
  for ip in ${TRANSPORT_IPS//,/ }; do
    length=24; [[ $ip != *:* ]] || length=64
    echo "address replace $ip/$length dev br-phy"
  done | ip -batch - || return 1
  echo "br-phy is up at $(date +%T.%3N)"
}

# a new link or address wakes us at once; the ovsdb socket, of which no event tells, at the latest after a second
exec 5< <(exec ip monitor link address)
while :; do
  bridge_is_there || make_bridge
  read -rt 1 -u 5 _ || true
  while read -rt 0.05 -u 5 _; do :; done
done

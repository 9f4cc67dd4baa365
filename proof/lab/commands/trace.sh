# lab trace NODE FLOW [OPTION]...: what br-int of NODE does with a packet, e.g. ./lab trace node1 'in_port=antrea-gw0,tcp,nw_dst=10.244.0.2'
lab_load
[ $# -ge 2 ] || die "trace needs a Node and a flow"
node=$1; shift
node_number "$node" >/dev/null
# the Node's own ovs-appctl at the daemon's socket; the number in its name is the daemon's in the container, hence no plain -t
in_node "$node" sh -c '
  cd /run/antrea/openvswitch && read -r pid <ovs-vswitchd.pid && [ -S "ovs-vswitchd.$pid.ctl" ] || { echo "Open vSwitch does not run here" >&2; exit 1; }
  exec ovs-appctl -t "$PWD/ovs-vswitchd.$pid.ctl" ofproto/trace br-int "$@"' sh "$@"

# lab trace NODE FLOW [OPTION]...: what br-int of NODE does with a packet, e.g. ./lab trace node1 'in_port=3,tcp,nw_src=10.244.0.2,nw_dst=10.244.1.2'
lab_load
[ $# -ge 2 ] || die "trace needs a Node and a flow"
node=$1; shift
# the Node's own ovs-appctl, at the socket that the antrea-ovs container serves
pid=$(in_node "$node" cat /run/antrea/openvswitch/ovs-vswitchd.pid) || die "Open vSwitch does not run on $node"
in_node "$node" sh -c 'ctl=$(ls /run/antrea/openvswitch/ovs-vswitchd.*.ctl | head -n 1); exec ovs-appctl -t "$ctl" ofproto/trace br-int "$@"' sh "$@"

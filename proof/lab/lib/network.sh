# The cables: one namespace for the control plane with a bridge for each of the two networks, one namespace a Node with eth0 and eth1.

quiet_ipv6() { sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.all.accept_ra=0 net.ipv6.conf.default.accept_ra=0; }

network_control_plane() {
  local ns=$PREFIX-cp ip bridge
  ip netns add "$ns"
  in_control_plane bash -euc "$(declare -f quiet_ipv6); quiet_ipv6"
  ip -n "$ns" link set lo up
  for bridge in underlay transport; do
    ip -n "$ns" link add $bridge type bridge mcast_snooping 0
    ip -n "$ns" link set $bridge up
  done
  # a bridge in this namespace must not run its frames through iptables
  in_control_plane sysctl -qw net.bridge.bridge-nf-call-iptables=0 net.bridge.bridge-nf-call-ip6tables=0 net.bridge.bridge-nf-call-arptables=0 2>/dev/null || true
  for ip in ${CP_IPS//,/ }; do ip -n "$ns" addr add "$(with_length "$ip")" dev underlay; done
  # the control plane is the way out for the Nodes, and the tests' "outside" host
  in_control_plane sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
}

# network_node NODE: a fresh machine's network; forwarding is off, since switching it on is the agent's work
network_node() {
  local node=$1 ns=$PREFIX-$1 ip n; n=$(node_number "$1")
  ip netns add "$ns"
  nsenter --net="/run/netns/$ns" -- bash -euc "$(declare -f quiet_ipv6); quiet_ipv6; sysctl -qw net.ipv4.ip_forward=0 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0"
  ip -n "$ns" link set lo up
  cable "$node" underlay eth0 "0e:e0:00:00:$(printf %02x "$NUMBER"):$(printf %02x "$n")"
  cable "$node" transport eth1 "0e:e1:00:00:$(printf %02x "$NUMBER"):$(printf %02x "$n")"
  for ip in $(node_ips "$node" | tr , ' '); do ip -n "$ns" addr add "$(with_length "$ip")" dev eth0; done
  for ip in ${CP_IPS//,/ }; do ip -n "$ns" route add default via "$ip"; done
  # eth1 belongs to userspace OVS, which reads it with packet sockets: an offloaded checksum or segment would reach the wire unfinished
  nsenter --net="/run/netns/$ns" -- ethtool -K eth1 tx off tso off gso off gro off >/dev/null 2>&1
  nsenter --net="/run/netns/$ns" -- sysctl -qw net.ipv6.conf.eth1.disable_ipv6=1
}

# cable NODE BRIDGE NAME MAC
cable() {
  local end=${2:0:1}-$1
  ip -n "$PREFIX-cp" link add "$end" type veth peer name "$3" address "$4" netns "$PREFIX-$1"
  ip -n "$PREFIX-cp" link set "$end" master "$2" up
  [ "$2" != transport ] || in_control_plane ethtool -K "$end" tx off tso off gso off gro off >/dev/null 2>&1
  ip -n "$PREFIX-$1" link set "$3" up
}

# uncable NODE: a namespace gives its interfaces back only some time after it is gone; deleting the peer does so at once
uncable() {
  local end
  for end in u-$1 t-$1; do ip -n "$PREFIX-cp" link del "$end" 2>/dev/null || true; done
}

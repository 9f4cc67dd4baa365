# What the agent that rehearses needs around it: a Node's interface, Pods' network namespaces, an Open vSwitch. Run by the image's own
# shell in namespaces and empty folders of its own (on_stage).
set -eu
mkdir -p /run/antrea /run/openvswitch /var/log/antrea /run/netns

ip link add eth0 type veth peer name wire
ip address add 192.0.2.1/24 dev eth0
ip address add fd00:192::1/64 dev eth0 nodad
ip link set eth0 up
ip link set wire up
for pod in web late; do ip netns add $pod; done

ovsdb-tool create /run/openvswitch/conf.db /usr/share/openvswitch/vswitch.ovsschema
ovsdb-server --remote=punix:/run/openvswitch/db.sock --pidfile --detach /run/openvswitch/conf.db
ovs-vsctl --no-wait init -- set Open_vSwitch . ovs_version=3.1.0 other_config:flow-restore-wait=true
ovs-vswitchd --disable-system --pidfile --detach --log-file=/var/log/vswitchd.log

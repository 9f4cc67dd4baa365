# Second life of a Node's PID 1: keeps containerd, kubelet and the transport bridge going.
. /lab/settings
. /lab/progress.sh
export PATH=/lab/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin HOME=/root
ulimit -n "$(ulimit -Hn)"

nft -f /lab/isolate.nft

# keep NAME COMMAND...: starts COMMAND again whenever it ends, after a second
keep() {
  local name=$1; shift
  while :; do
    echo "--- start of $name $(date +%T.%3N)" >>"/var/log/$name.log"
    "$@" >>"/var/log/$name.log" 2>&1 &
    echo $! >"/run/lab/$name.pid"
    wait $!
    echo "--- end of $name, status $?" >>"/var/log/$name.log"
    pause 1
  done
}

keep containerd containerd --config /etc/containerd/config.toml &
keep transport bash /lab/transport.sh &
await 60 "containerd's socket" test -S /run/containerd/containerd.sock
keep kubelet kubelet --config=/etc/kubernetes/kubelet.yaml --kubeconfig=/etc/kubernetes/kubelet.conf --root-dir=/var/lib/kubelet \
  --hostname-override="$(hostname)" --node-ip="$NODE_IPS" --v=2 &
while :; do wait; pause 1; done # as PID 1 also reaps what others leave

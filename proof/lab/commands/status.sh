# lab status: also its exit code tells whether all of the lab runs
if ! lab_left; then echo "lab '$LAB' is not up"; exit 1; fi
lab_exists || die "lab '$LAB' is left half made; ./lab up or ./lab down clears it away"
lab_load
echo "lab          $LAB (number $NUMBER, ${#NODES[@]} Nodes, $FAMILY), started from $OWNER"
whole=yes
if [ ! -e "$STATE/up" ]; then whole=""; echo "             its start did not finish; logs are in $LOGS"; fi
echo "API server   $API_SERVER"
echo "Pods         $POD_CIDRS"
echo "Services     $SERVICE_CIDRS, DNS $DNS_IPS"
for process in etcd kube-apiserver kube-controller-manager kube-scheduler; do
  pid=$(cat "$STATE/$process.pid" 2>/dev/null || echo -)
  if is_ours "$pid"; then state="pid $pid, $(awk '/VmRSS/ { printf "%d MB", $2 / 1024 }' "/proc/$pid/status")"; else state="NOT RUNNING, see $LOGS/$process.log" whole=""; fi
  printf '%-24s %s\n' "$process" "$state"
done
for node in "${NODES[@]}"; do
  state=$(node_pid "$node" 2>/dev/null) && state="pid $state" || { state="OFF"; whole=""; }
  printf '%-24s %s, eth0 %s, br-phy %s\n' "$node" "$state" "$(node_ips "$node")" "$(transport_ips "$node")"
done
kube get nodes -o wide || whole=""
kube get pods -A -o wide || whole=""
[ -n "$whole" ] || die "not all of lab '$LAB' runs; ./lab down and ./lab up make it anew"

# lab power off|on NODE
lab_lock
lab_load
[ $# = 2 ] || die "power off|on NODE"
node_number "$2" >/dev/null
case $1 in
off) stop_node "$2";;
on)
  if read -r pid <"$STATE/nodes/$2/pid" && is_ours "$pid"; then die "$2 is on already"; fi 2>/dev/null
  : >"$STATE/nodes/$2/cgroups"
  network_node "$2"
  boot_node "$2";;
*) die "power off|on NODE";;
esac
say "$2 is $1"

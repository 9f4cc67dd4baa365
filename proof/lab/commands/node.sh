# lab node NAME [CMD...]: in all of the Node's namespaces
lab_load
[ $# -ge 1 ] || die "which Node? there are: ${NODES[*]}"
pid=$(node_pid "$1"); shift
[ $# -gt 0 ] || set -- bash -l
exec env PATH=/lab/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin nsenter -t "$pid" -a -- "$@"

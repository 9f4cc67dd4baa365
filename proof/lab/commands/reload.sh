# lab reload [--no-build] [--set key=value]...: builds our images anew and puts them into the running cluster
sets=() build=yes
while [ $# -gt 0 ]; do
  case $1 in
  --no-build) build=; shift;;
  --set) sets+=("${2:?--set needs key=value}"); shift 2;;
  --set=*) sets+=("${1#*=}"); shift;;
  *) die "reload does not know '$1'";;
  esac
done
lab_lock
lab_load
if [ -n "$build" ]; then
  build_programs
  build_product
fi

# import_into NODE ARCHIVE...: without the layers that the Node has
import_into() {
  local node=$1 archive have; shift
  have=$STATE/nodes/$node/root/var/lib/containerd/io.containerd.content.v1.content/blobs/sha256
  for archive; do "$HERE/images/without.py" "$archive" "$have" | nsenter -t "$(node_pid "$node")" -a -- ctr -n k8s.io images import -; done
}
mkdir -p "$STATE/images"
changed=()
for archive in ${build:+"${PRODUCT_IMAGES[@]}"}; do
  digest=$(archive_digest "$archive")
  [ "$(cat "$STATE/images/$(basename "$archive")" 2>/dev/null)" = "$digest" ] || changed+=("$archive")
done
if [ ${#changed[@]} -gt 0 ]; then
  jobs=()
  for node in "${NODES[@]}"; do
    import_into "$node" "${changed[@]}" >"$LOGS/import-$node.log" 2>&1 &
    jobs+=($!)
  done
  for job in "${jobs[@]}"; do wait "$job" || die "an image could not be imported, see $LOGS/import-*.log"; done
  say "images imported into ${#NODES[@]} Nodes"
  for archive in "${changed[@]}"; do archive_digest "$archive" >"$STATE/images/$(basename "$archive")"; done
fi
install_product "${sets[@]}"
wait_for_product

# Runs a containerd of its own for as long as it takes to import image archives. In a mount namespace of its own (lib/store.sh).
# import.sh CONFIG ARCHIVE...
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../../tools/progress.sh"
config=$1; shift
mount -t tmpfs tmpfs /run
mkdir -p /run/lab-store
containerd --config "$config" &
pid=$!
trap 'kill $pid 2>/dev/null; wait $pid || true' EXIT
await 30 "containerd's socket" ctr --address /run/lab-store/sock version
for archive in "$@"; do ctr --address /run/lab-store/sock -n k8s.io images import --snapshotter overlayfs "$archive"; done

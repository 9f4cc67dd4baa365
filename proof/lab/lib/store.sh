# A containerd store with all images unpacked, made once for each set of images. A Node gets it as hard links: that takes no time and no
# space, and the Nodes share the pages of the programs in it. Sound because unpacked layers and blobs are only ever read; the data bases,
# which are written, are copied.

store_stamp() { local archive; for archive in "$@"; do archive_digest "$archive"; done | sha256sum | cut -c1-16; }
# the index inside an archive names the digest of all else
archive_digest() { tar -xOf "$1" index.json | sha256sum; }

# prepare_store ARCHIVE...: sets $STORE
prepare_store() {
  local old
  STORE=$CACHE/stores/$(store_stamp "$@")
  mkdir -p "$CACHE/stores"
  (
    flock 8
    [ -e "$STORE/complete" ] || step "image store for the Nodes ($# images)" "$STORE.log" -- fill_store "$STORE" "$@"
    touch "$STORE/complete"
    # the three newest are kept: other work trees have theirs; a Node's links outlive the folder
    for old in $(ls -1dt "$CACHE"/stores/*/complete | tail -n +4); do rm -rf "$(dirname "$old")" "$(dirname "$old").log"; done
  ) 8>"$CACHE/stores/.lock"
}

fill_store() {
  local into=$1; shift
  rm -rf "$into"; mkdir -p "$into/root"
  cat >"$into/config.toml" <<T
version = 2
root = "$into/root"
state = "/run/lab-store/state"
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.aufs", "io.containerd.internal.v1.tracing", "io.containerd.tracing.processor.v1.otlp"]
[grpc]
  address = "/run/lab-store/sock"
T
  unshare --mount --propagation private bash "$HERE/lib/import.sh" "$into/config.toml" "$@"
}

# clone_store FOLDER
clone_store() {
  local base
  rm -rf "$1"; mkdir -p "$(dirname "$1")"
  cp -al "$STORE/root" "$1" 2>/dev/null || { rm -rf "$1"; cp -a "$STORE/root" "$1"; }
  while read -r base; do cp --remove-destination "$STORE/root/$base" "$1/$base"; done < <(cd "$STORE/root" && find . -maxdepth 2 -name '*.db')
}

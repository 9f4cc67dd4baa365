# Runs in the guest of proof/kernel: makes this machine's root, read-only below memory, the guest's, and runs a command in the work tree.
# machine.sh ROOT CACHE STORE COMMAND...
set -euo pipefail
if [ -z "${INSIDE:-}" ]; then
  # the guest's first program has changed its root folder only; who enters a mount namespace, as `lab node` does, gets the namespace's own
  # root, so that one has to change
  INSIDE=yes exec nsenter --mount=/proc/self/ns/mnt unshare --mount --propagation private bash -c "$(cat "$0")" "$0" "$@"
fi
unset INSIDE
root=$1 cache=$2 store=$3; shift 3
memory=/overlay
mount -t tmpfs -o size=90% tmpfs $memory
mkdir $memory/{host,upper,work,root,cache}
mount -t hostfs -o / none $memory/host
mount -t overlay -o "lowerdir=$memory/host,upperdir=$memory/upper,workdir=$memory/work" overlay $memory/root
cd $memory/root
mount -t proc proc proc
mount -t sysfs sys sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t devtmpfs dev dev
mount -t devpts devpts dev/pts
for folder in dev/shm run tmp; do mount -t tmpfs tmpfs $folder; done
mkdir run/lock

# The Nodes' disks are in the cache: containerd's overlays cannot lie on an overlay.
mount --bind ".$cache" $memory/cache
mount -t tmpfs tmpfs ".$cache"
for folder in programs images; do
  mkdir ".$cache/$folder"
  mount --bind "$memory/cache/$folder" ".$cache/$folder"
done
mkdir ".$cache/stores"
cp -a "$memory/cache/${store#"$cache/"}" ".$cache/stores/"
[ ! -e $memory/cache/pki ] || cp -a $memory/cache/pki ".$cache/"

pivot_root . mnt
umount -l /mnt
cd "$root"
export XDG_CACHE_HOME="${cache%/*}" PATIENCE=6
exec "$@"

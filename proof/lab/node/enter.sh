#!/usr/bin/env bash
# First life of a Node's PID 1: builds the Node's file system in its new namespaces, pivots into it and becomes init.sh.
# enter.sh NAME ROOT PROGRAMS
set -euo pipefail
name=$1 root=$2 programs=$3

mount --make-rprivate /
mkdir -p "$root"/{usr,proc,sys,dev,run,tmp,root,home,mnt,oldroot,etc,lab/bin,opt/cni/bin,var/{lib/{kubelet,containerd,cni},log/{pods,containers},tmp,cache}}
mount --bind "$root" "$root"
cd "$root"
mount --bind /usr usr
mount -o remount,bind,ro usr
for link in bin sbin lib lib32 lib64 libx32; do [ ! -L "/$link" ] || ln -sfn "$(readlink "/$link")" $link; done
mount --bind "$programs" lab/bin
mount -o remount,bind,ro lab/bin

# there is one kernel, so /dev is the machine's; terminals and shared memory are the Node's own
mount --bind /dev dev
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
mount -t tmpfs -o mode=1777 shm dev/shm
mount -t proc proc proc
mount -t sysfs sysfs sys
if [ "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs ]; then
  mount -t cgroup2 cgroup sys/fs/cgroup
  echo "+cpu +cpuset +memory +pids" >sys/fs/cgroup/cgroup.subtree_control
else
  mount -t tmpfs -o mode=755 cgroup sys/fs/cgroup
  for controller in $(awk -F: '$2 != "" && $2 !~ /=/ { print $2 }' /proc/self/cgroup); do
    mkdir -p "sys/fs/cgroup/$controller"
    mount -t cgroup -o "$controller" cgroup "sys/fs/cgroup/$controller"
  done
  mkdir -p sys/fs/cgroup/systemd
  mount -t cgroup -o none,name=systemd cgroup sys/fs/cgroup/systemd
fi
mount -t tmpfs -o mode=755 run run
mount -t tmpfs -o mode=1777 tmp tmp
rm -rf var/run
ln -s /run var/run
mkdir -p run/lock run/netns run/lab
touch run/xtables.lock

# kubelet would change these for the whole machine: show it the values it wants instead
fake_sysctl() { local file=run/lab/${1//\//_}; [ -e "proc/sys/$1" ] || return 0; echo "$2" >"$file"; mount --bind "$file" "proc/sys/$1"; }
fake_sysctl vm/overcommit_memory 1
fake_sysctl vm/panic_on_oom 0
fake_sysctl kernel/panic 10
fake_sysctl kernel/panic_on_oops 1
fake_sysctl kernel/keys/root_maxkeys 1000000
fake_sysctl kernel/keys/root_maxbytes 25000000

hostname "$name"
pivot_root . oldroot
cd /
umount -l /oldroot
rmdir /oldroot 2>/dev/null || true
mount --make-rshared /
exec /bin/bash /lab/init.sh

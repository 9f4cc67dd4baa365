# The images that are not ours: pause, agnhost with a shell and network tools, busybox, CoreDNS. Kept in $CACHE/images/<stamp>.
MKIMAGE=$ROOT/apps/image/mkimage.py

full_image_name() { case ${1%%/*} in *.*) echo "$1";; *) echo "docker.io/$1";; esac; }

test_images_stamp() { { basename "$PROGRAMS"; dpkg-query -W busybox-static dash curl dnsutils iperf3 iproute2 iptables; sha256sum "$HERE/lib/images.sh" "$MKIMAGE" "$ROOT/apps/image/rootfs.sh" | cut -d' ' -f1; } | sha256sum | cut -c1-16; }

build_test_images() {
  local into; into=$CACHE/images/$(test_images_stamp)
  TEST_IMAGES=$into
  mkdir -p "$into"
  (
    flock 8 # another work tree may be at it
    [ -e "$into/complete" ] || step "images pause, busybox, agnhost, coredns" "$into/log" -- make_test_images "$into"
    touch "$into/complete"
  ) 8>"$CACHE/images/.lock"
}

make_test_images() {
  set -euo pipefail
  . "$ROOT/apps/image/rootfs.sh"
  local into=$1 rootfs
  rootfs=$into/rootfs

  rm -rf "$rootfs"; mkdir -p "$rootfs"; put "$PROGRAMS/pause" /pause 755; rootfs_done
  "$MKIMAGE" "$into/pause.tar" "$PAUSE_IMAGE" --root "$rootfs" --entrypoint /pause --user 65535:65535

  rootfs_new; busybox_for; rootfs_done
  "$MKIMAGE" "$into/busybox.tar" "$BUSYBOX_IMAGE" --root "$rootfs" --cmd sh

  # busybox's own shell prefers its applets to programs in the PATH: /bin/sh is dash here
  rootfs_new
  put "$PROGRAMS/agnhost" /agnhost 755
  ln -s /agnhost "$rootfs/usr/bin/agnhost"
  put "$PROGRAMS/localhost.crt" /localhost.crt; put "$PROGRAMS/localhost.key" /localhost.key # `agnhost porter` reads them
  program dash bash curl getent nc dig iperf iperf3 ip ss tcpdump ping arping ethtool nsenter conntrack iptables ip6tables
  ln -s dash "$rootfs/usr/bin/sh"
  tree /usr/lib/x86_64-linux-gnu/xtables
  for library in libnss_dns.so.2 libnss_files.so.2; do put /usr/lib/x86_64-linux-gnu/$library /usr/lib/x86_64-linux-gnu/$library 755; done
  busybox_for
  rootfs_done
  "$MKIMAGE" "$into/agnhost.tar" "$AGNHOST_IMAGE" --root "$rootfs" --entrypoint /agnhost --cmd pause

  rm -rf "$rootfs"; mkdir -p "$rootfs"/{tmp,etc}; put "$PROGRAMS/coredns" /coredns 755; rootfs_done
  "$MKIMAGE" "$into/coredns.tar" "$COREDNS_IMAGE" --root "$rootfs" --entrypoint /coredns
  rm -rf "$rootfs"
}

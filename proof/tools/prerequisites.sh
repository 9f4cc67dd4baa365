#!/usr/bin/env bash
# Installs the Debian packages that building, testing and the lab need. Says nothing when all are there.
# prerequisites.sh [build] [lab] [kernel]   (default: all)
set -euo pipefail
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
. "$here/progress.sh"

build_packages=(maven gcc libc6-dev make git python3 python3-yaml openssl)
lab_packages=(
  etcd-server containerd runc                                                      # the cluster's Debian parts
  iproute2 iptables ipset nftables conntrack procps util-linux kmod mount jq       # a Node's own tools
  openvswitch-switch openvswitch-common                                            # into the agent image
  busybox-static dash curl dnsutils netcat-openbsd iperf iperf3 tcpdump iputils-ping iputils-arping ethtool # into the test image
)
kernel_packages=(mmdebstrap bc bison flex patch xz-utils util-linux) # the guest: its root folder and its kernel
packages=()
for group in "${@:-build lab kernel}"; do
  case $group in *build*) packages+=("${build_packages[@]}");; esac
  case $group in *kernel*) packages+=("${kernel_packages[@]}");; esac
  case $group in *lab*) packages+=("${lab_packages[@]}");; esac
done

missing=()
for package in "${packages[@]}"; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0
[ "$(id -u)" = 0 ] || die "please install as root: apt-get install ${missing[*]}"

log=$(mktemp)
trap 'rm -f "$log"' EXIT
get() { DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -o Dpkg::Use-Pty=0 "${missing[@]}"; }
# a new machine has no package lists, and an old one lists that name what is there no more
install() { get || { apt-get update && get; }; }
step "Debian packages: ${missing[*]}" "$log" -- install

#!/usr/bin/env bash
# The lab's one entry: finds the command's file in commands/ and runs it.
set -euo pipefail
HERE=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
# shellcheck source=/dev/null
. "$HERE/../tools/progress.sh"
for part in settings programs images store network certificates controlplane node clean product; do . "$HERE/lib/$part.sh"; done

usage() {
  cat <<'U'
./lab up [--nodes N] [--ip-family v4|v6|dual] [--set key=value]... [--bare]   start a cluster with our network (--bare: without it)
./lab down                       end it; nothing is left behind
./lab status                     what is up, and the addresses
./lab build                      only build programs, images and the manifest
./lab reload [--no-build] [--set key=value]...   build our images anew and put them, and the settings, into the running cluster
./lab kubectl ARGS...            as the cluster's admin
./lab node NAME [CMD...]         run CMD (or a shell) inside a Node
./lab logs agent|controller|ovs|install-cni|transport|kubelet|containerd [NODE] [-f]
./lab trace NODE 'FLOW'          ofproto/trace on br-int of the Node
./lab power off|on NODE          power switch of a Node; its disk is kept
./lab guest COMMAND...           run COMMAND, with the lab and all files of this machine, in a guest kernel, whose cgroups are v2
A second lab beside the first: ./lab --name NAME up ..., or LAB=NAME in the environment.
U
}

while [ $# -gt 0 ]; do
  case $1 in
  --name) [ $# -ge 2 ] || die "--name needs a name"; LAB=$2; shift 2;;
  --name=*) LAB=${1#*=}; shift;;
  *) break;;
  esac
done
command=${1:-help}
[ $# = 0 ] || shift
case $command in help|-h|--help) usage; exit 0;; esac
[[ $command =~ ^[a-z]+$ ]] && [ -e "$HERE/commands/$command.sh" ] || { usage >&2; die "no command '$command'"; }
[ "$(id -u)" = 0 ] || die "the lab makes namespaces, mounts and cgroups, also to build images: run it as root"
lab_paths
export LAB
. "$HERE/commands/$command.sh"

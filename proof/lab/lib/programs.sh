# Builds the lab's Go programs: the Kubernetes multi-call program, CoreDNS, agnhost, pause and the reference CNI plug-ins.
# They are kept in $CACHE/programs/<stamp of all that goes into them>; `bin` is a link to the folder in use.
MODULES=$HERE/programs

programs_stamp() {
  local go_version; go_version=$(go version)
  { echo "$go_version $KUBE_VERSION"; find "$MODULES" "$HERE/lib/programs.sh" -type f -print0 | sort -z | xargs -0 sha256sum | cut -d' ' -f1; } | sha256sum | cut -c1-16
}

version_flags() {
  local p minor; minor=${KUBE_VERSION#v*.}; minor=${minor%%.*}
  for p in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
    printf -- '-X %s.gitVersion=%s -X %s.gitMajor=1 -X %s.gitMinor=%s -X %s.gitTreeState=clean -X %s.gitCommit=%040d -X %s.buildDate=2025-01-01T00:00:00Z ' \
      $p $KUBE_VERSION $p $p "$minor" $p $p 0 $p
  done
}

# go_build MODULE OUTPUT PACKAGE [TAGS]; -v prints a line for each package compiled, which is how progress is known
go_build() { ( cd "$MODULES/$1" && nice go build -v -trimpath -tags "${4:-}" -ldflags "-s -w $(version_flags)" -o "$2" "$3" ); }

# build_one TEXT MODULE PACKAGE NAME [TAGS]
build_one() {
  local total
  [ ! -x "$into/$4" ] || return 0
  total=$( cd "$MODULES/$2" && go list -deps -tags "${5:-}" "$3" 2>/dev/null | wc -l )
  step "$1" "$into/log/${4//\//-}.log" "$total" -- go_build "$2" "$into/$4" "$3" "${5:-}"
}

build_programs() {
  . "$ROOT/proof/tools/go.sh"
  export CGO_ENABLED=0 GOFLAGS=-buildvcs=false
  local stamp into name plugin
  stamp=$(programs_stamp)
  mkdir -p "$CACHE/programs"
  into=$CACHE/programs/$stamp
  (
    flock 8
    if [ ! -e "$into/complete" ]; then
      mkdir -p "$into/log" "$into/cni"
      say "Go modules and programs (the first time takes 5 to 15 minutes; later runs reuse them)"
      for name in klab cni coredns; do step "Go modules of $name" "$into/log/download-$name.log" -- download_modules $name; done
      build_one "Kubernetes $KUBE_VERSION as one program" klab . klab providerless
      for name in kube-apiserver kube-controller-manager kube-scheduler kubelet kubectl kubeadm; do ln -sf klab "$into/$name"; done
      build_one "agnhost, the test image's program" klab k8s.io/kubernetes/test/images/agnhost agnhost
      build_one "CoreDNS" coredns . coredns
      build_one "pause" pause . pause
      for plugin in ipam/host-local main/loopback meta/portmap meta/bandwidth; do
        build_one "CNI plug-in ${plugin#*/}" cni "github.com/containernetworking/plugins/plugins/$plugin" "cni/${plugin#*/}"
      done
      cp --no-preserve=mode "$(cd "$MODULES/klab" && go list -m -f '{{.Dir}}' k8s.io/kubernetes)"/test/images/agnhost/porter/localhost.{crt,key} "$into/"
      touch "$into/complete"
    fi
    ln -sfn "$stamp" "$CACHE/programs/bin"
  ) 8>"$CACHE/programs/.lock"
  PROGRAMS=$into # another work tree may move `bin` on
}
download_modules() { cd "$MODULES/$1" && go mod download -x; }

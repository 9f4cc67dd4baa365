# Our network: building its images and manifest, and putting them into a cluster.
PRODUCT_IMAGES=("$BUILD/images/agent.tar" "$BUILD/images/controller.tar")

install_dns() { sed "s|@DNS_IP@|${DNS_IPS%%,*}|; s|@IMAGE@|$COREDNS_IMAGE|" "$HERE/manifests/coredns.yaml" | kube apply -f - >/dev/null; }

# sources_stamp PATH...: of all files below the paths that are not themselves products
sources_stamp() { find "$@" -name target -prune -o -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16; }
is_built() { [ "$(cat "$1" 2>/dev/null)" = "$2" ]; }

# build_product: one at a time in a work tree; what a killed one had started holds the lock until it has ended
build_product() {
  mkdir -p "$BUILD/images" "$BUILD/log"
  ( flock 8; make_product ) 8>"$BUILD/.lock"
}

make_product() {
  local jars cni
  cd "$ROOT"
  . proof/tools/jdk.sh
  jars=$(sources_stamp pom.xml .mvn foundation engine features apps/agent/{pom.xml,src} apps/controller/{pom.xml,src})
  is_built "$BUILD/jars.stamp" "$jars" || { step "Java modules of agent and controller" "$BUILD/log/maven.log" -- build_jars; echo "$jars" >"$BUILD/jars.stamp"; }
  cni=$(sources_stamp apps/cni)
  is_built "$BUILD/cni.stamp" "$cni" || { step "CNI plug-in" "$BUILD/log/cni.log" -- build_cni; echo "$cni" >"$BUILD/cni.stamp"; }
  build_image agent "$cni $(basename "$PROGRAMS") $(dpkg-query -W openvswitch-switch iptables libc6 | sha256sum)" "$AGENT_IMAGE" "$PROGRAMS/cni"
  build_image controller "$(dpkg-query -W libc6 | sha256sum)" "$CONTROLLER_IMAGE"
  apps/manifests/generate --out "$BUILD/antrea.yml"
}

# build_image APP STAMP NAME [ARGUMENT]...: with the app's own recipe
build_image() {
  local app=$1 stamp name=$3; stamp="$2 $(sources_stamp apps/image "apps/$1/image") $(jars_stamp "apps/$1/target")"; shift 3
  is_built "$BUILD/images/$app.stamp" "$stamp" && return 0
  step "$app image" "$BUILD/log/$app-image.log" -- "apps/$app/image/build.sh" "$BUILD/images/$app.tar" "$name" "$BUILD/rootfs" "$@"
  echo "$stamp" >"$BUILD/images/$app.stamp"
}

# the jars themselves and not their sources: a change of the agent alone leaves the controller's image as it is
jars_stamp() { find "$1" -maxdepth 2 -name '*.jar' -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16; }

build_jars() {
  rm -rf apps/{agent,controller}/target/lib apps/{agent,controller}/target/*.jar
  nice mvn -B -ntp -Dmaven.test.skip=true -pl apps/agent,apps/controller -am -Dproject.build.outputTimestamp=2025-01-01T00:00:00Z package dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=target/lib
}
build_cni() {
  [ -e apps/cni/Makefile ] || { echo "apps/cni/Makefile is missing: the CNI plug-in cannot be built"; return 1; }
  make -C apps/cni && [ -x apps/cni/target/antrea-cni ]
}

# product_manifest SETTING...: antrea.yml for this lab. The settings of the last `up` or `reload` are kept. The images' digests stand in the
# Pods' annotations: applying the manifest starts anew what has a new image or a new configuration, and nothing else.
product_manifest() {
  local arguments=() setting app
  [ $# = 0 ] || printf '%s\n' "$@" >>"$STATE/settings"
  if [ -s "$STATE/settings" ]; then while read -r setting; do arguments+=(--set "$setting"); done <"$STATE/settings"; fi
  for app in agent controller; do arguments+=(--set "$app.podAnnotations.image=$(cut -c1-16 "$STATE/images/$app.tar")"); done
  "$ROOT/apps/manifests/generate" --values "$HERE/values.yaml" --set "kubeAPIServerOverride=$API_SERVER" "${arguments[@]}" --out "$STATE/antrea.yml"
}

install_product() {
  product_manifest "$@"
  kube apply -f "$STATE/antrea.yml" >"$LOGS/apply.log" || die "antrea.yml was refused"
  say "antrea.yml applied"
}

wait_for_product() {
  local patience=${PATIENCE:-1}
  kube -n kube-system rollout status ds/antrea-agent --timeout=$((180 * patience))s >/dev/null || product_failed "the agents did not become ready"
  say "agents ready"
  kube -n kube-system rollout status deploy/antrea-controller --timeout=$((120 * patience))s >/dev/null || product_failed "the controller did not become ready"
  say "controller ready"
  kube wait --for=condition=Ready node --all --timeout=$((60 * patience))s >/dev/null || product_failed "the Nodes did not become Ready"
  say "Nodes Ready"
  kube -n kube-system rollout status deploy/coredns --timeout=$((60 * patience))s >/dev/null || product_failed "CoreDNS did not become ready"
  say "CoreDNS ready"
}
product_failed() {
  kube -n kube-system get pods -o wide || true
  kube -n kube-system get events --sort-by=.lastTimestamp | tail -n 8 || true
  die "$1; ./lab logs agent, ./lab logs controller"
}

report_sizes() {
  local archive
  for archive; do printf '%8.1f MB  %s\n' "$(($(stat -c %s "$archive") / 100000))e-1" "$(basename "$archive" .tar)"; done
}

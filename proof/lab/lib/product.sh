# Our network: building its images and manifest, and putting them into a cluster.
PRODUCT_IMAGES=("$BUILD/images/agent.tar" "$BUILD/images/controller.tar")

install_dns() { sed "s|@DNS_IP@|${DNS_IPS%%,*}|; s|@IMAGE@|$COREDNS_IMAGE|" "$HERE/manifests/coredns.yaml" | kube apply -f - >/dev/null; }

# sources_stamp PATH...: of all files below the paths that are not themselves products, nor tests
sources_stamp() { find "$@" \( -name target -o -path '*/src/test' -o -name .jqwik-database \) -prune -o -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16; }
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
  build_images "$cni $(basename "$PROGRAMS")"
  apps/manifests/generate --out "$BUILD/antrea.yml"
}

# build_images STAMP: those that are not of these sources, by their apps' own recipes; STAMP is of what else goes into the agent's
build_images() {
  local app stale=(); local -A stamps=()
  stamps[agent]="$1 $(dpkg-query -W openvswitch-switch iptables libc6 | sha256sum)"
  stamps[controller]=$(dpkg-query -W libc6 | sha256sum)
  for app in agent controller; do
    stamps[$app]+=" $(sources_stamp apps/image "apps/$app/image") $(jars_stamp "apps/$app/target/product")"
    is_built "$BUILD/images/$app.stamp" "${stamps[$app]}" || stale+=("$app")
  done
  [ ${#stale[@]} -gt 0 ] || return 0
  step "images: ${stale[*]}" "$BUILD/log/images.log" -- make_images "${stale[@]}"
  for app in "${stale[@]}"; do echo "${stamps[$app]}" >"$BUILD/images/$app.stamp"; done
}

# make_images APP...: side by side, each is for the most part a JVM at work on one core
make_images() {
  local app failed=0; local -A jobs=()
  for app; do image_of "$app" >"$BUILD/log/$app-image.log" 2>&1 & jobs[$app]=$!; done
  for app; do wait "${jobs[$app]}" || { failed=1; echo "the $app's image:"; tail -n 20 "$BUILD/log/$app-image.log"; }; done
  return $failed
}
image_of() {
  case $1 in
  agent) apps/agent/image/build.sh "$BUILD/images/agent.tar" "$AGENT_IMAGE" "$BUILD/rootfs" "$PROGRAMS/cni" ;;
  controller) apps/controller/image/build.sh "$BUILD/images/controller.tar" "$CONTROLLER_IMAGE" "$BUILD/rootfs" ;;
  esac
}

# the jars themselves and not their sources: a change of the agent alone leaves the controller's image as it is
jars_stamp() { find "$1" -maxdepth 2 -name '*.jar' -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16; }

# Without Error Prone, which takes most of a compilation, and so in folders of their own: what tests compile goes through it, and neither
# makes the other compile all anew.
build_jars() {
  rm -rf apps/{agent,controller}/target/product/{lib,*.jar}
  nice mvn -B -ntp -Dmaven.test.skip=true -Dbuild.folder=target/product -Dchecks=-proc:none -pl apps/agent,apps/controller -am \
    -Dproject.build.outputTimestamp=2025-01-01T00:00:00Z package dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=target/product/lib
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

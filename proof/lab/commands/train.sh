# lab train: records AOT caches of agent and controller at real work in the running cluster, for the next image build. A cache belongs to
# the very jars it was recorded with: train last, when the code is final.
lab_lock
lab_load
. "$ROOT/proof/tools/jdk.sh"
. "$ROOT/apps/image/java.sh"
record=-XX:AOTCacheOutput=/var/log/antrea
touch "$STATE/settings"
grep -v ANTREA_JAVA_OPTIONS "$STATE/settings" >"$STATE/settings.kept" || true
product_manifest "agent.antreaAgent.extraEnv.ANTREA_JAVA_OPTIONS=$record/agent.aot" "controller.antreaController.extraEnv.ANTREA_JAVA_OPTIONS=$record/controller.aot"
# a JVM that is told to end writes its cache first, which takes longer than a Pod is usually given
sed -i 's/^      hostNetwork: true$/&\n      terminationGracePeriodSeconds: 180/' "$STATE/antrea.yml"
kube apply -f "$STATE/antrea.yml" >/dev/null
wait_for_product

sed "s|@IMAGE@|$AGNHOST_IMAGE|" "$HERE/manifests/training.yaml" | kube apply -f - >/dev/null
kube -n training rollout status ds/server --timeout=60s >/dev/null
kube -n training rollout status deploy/client --timeout=60s >/dev/null
kube -n training delete pod -l app=client --wait=true >/dev/null
kube -n training rollout status deploy/client --timeout=60s >/dev/null
say "training work done"
kube delete namespace training --wait=false >/dev/null
cp "$STATE/settings.kept" "$STATE/settings"

node_of_controller=$(kube -n kube-system get pod -l component=antrea-controller -o jsonpath='{.items[0].spec.nodeName}')
install_product
wait_for_product
for app in agent controller; do
  node=node1; [ $app = agent ] || node=$node_of_controller
  file=$STATE/nodes/$node/root/var/log/antrea/$app.aot
  [ -s "$file" ] || die "$app has not written a cache on $node"
  to=$(trained_cache_of "$BUILD/rootfs/$app/usr/lib/antrea/$app")
  mkdir -p "$(dirname "$to")"
  mv "$file" "$to"
  rm -f "$BUILD/images/$app.stamp"
  say "AOT cache of the $app: $(($(stat -c %s "$to") / 1000000)) MB; ./lab reload puts it into the image"
done
rm -f "$STATE"/nodes/*/root/var/log/antrea/*.aot

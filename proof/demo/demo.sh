#!/usr/bin/env bash
# From nothing to a cluster with our network, and a shop in it with and without its NetworkPolicies.
# A lab that is up is used as it is, with the current build put into it. The last line says: N passed, N failed. The cluster stays up
# for ./lab kubectl …
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
started=$SECONDS
passed=0 failed=0
kubectl() { ./lab kubectl "$@"; }
step() { printf '\n== %s (%s s)\n' "$1" "$((SECONDS - started))"; }
check() {
  local what=$1
  shift
  if "$@" >/tmp/.demo.$$ 2>&1; then passed=$((passed + 1)); echo "ok   $what"
  else failed=$((failed + 1)); echo "FAIL $what: $(tail -n 3 /tmp/.demo.$$)"; fi
}
# reach TITLE SETTLED : the table, once all is SETTLED. Every answer counts then.
reach() {
  local out
  step "$1"
  check "$2" python3 proof/demo/settled.py ./lab
  out=$(python3 proof/demo/reach.py ./lab kubectl 2>&1)
  grep -v '^CHECKS' <<<"$out"
  if line=$(grep '^CHECKS' <<<"$out"); then
    read -r _ p f <<<"$line"
    passed=$((passed + p)) failed=$((failed + f))
  else
    failed=$((failed + 1))
    echo "FAIL the table could not be made"
  fi
}
finish() { rm -f /tmp/.demo.$$; echo; echo "$passed passed, $failed failed"; [ "$failed" = 0 ] && [ "$passed" -gt 0 ]; }
# What a Node and the cluster have to load, as ./lab build tells it: the archives, whose layers are not compressed.
image_sizes() {
  local archive out=()
  for archive in build/images/{agent,controller}.tar; do out+=("$(basename "$archive" .tar) $(($(stat -c %s "$archive") / 1000000)) MB"); done
  printf '\nimages, not compressed: %s, %s\n' "${out[@]}"
}
trap 'rm -f /tmp/.demo.$$' EXIT

# The lab of an earlier run gets the present build; one that is damaged is made anew.
cluster() {
  local status
  if status=$(./lab status 2>&1); then
    echo "The lab is up already: it is given the present build."
    ./lab reload && return 0
    echo "That failed: the lab is made anew."
  elif ! grep -q 'is not up' <<<"$status"; then
    echo "A lab is there, but not all of it runs: it is made anew."
  fi
  ./lab down >/dev/null 2>&1
  ./lab up
}

step "A cluster of 3 Nodes with antrea.yml"
if ! cluster; then
  failed=$((failed + 1))
  echo "FAIL the cluster did not start; see ./lab status and ./lab logs"
  finish
  exit 1
fi
check "all Nodes are Ready" kubectl wait --for=condition=Ready node --all --timeout=120s
check "the agents are ready" kubectl -n kube-system rollout status ds/antrea-agent --timeout=120s
check "the controller is ready" kubectl -n kube-system rollout status deploy/antrea-controller --timeout=120s
check "the DNS is ready" kubectl -n kube-system rollout status deploy/coredns --timeout=120s

step "A shop: clients, frontends, backends, a database"
kubectl delete namespace shop --ignore-not-found --wait=true >/dev/null 2>&1
kubectl apply -f proof/demo/shop.yaml >/dev/null
for d in client frontend backend database; do
  check "$d is running" kubectl -n shop rollout status "deploy/$d" --timeout=180s
done
kubectl -n shop get pods -o wide 2>/dev/null | awk '{printf "  %-28s %-10s %-16s %s\n", $1, $3, $6, $7}'

reach "Who reaches whom, without policies" "every Node has the Services and all their endpoints"
kubectl apply -f proof/demo/policies.yaml >/dev/null
reach "Who reaches whom, with the policies of proof/demo/policies.yaml" "every policy is realised on all Nodes that need it"
image_sizes
finish

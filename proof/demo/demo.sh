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
# reach TITLE : the table, until it agrees with the policies, at most three times: Pods may still be starting. A table that did not agree
# is told, with what was wrong in it.
reach() {
  local try out
  step "$1"
  for try in 1 2 3; do
    out=$(python3 proof/demo/reach.py ./lab kubectl 2>&1) && break
    [ "$try" = 3 ] || { echo "note: table $try of at most 3 does not agree, it is made again; wrong were:"; grep '^FAIL' <<<"$out" || tail -n 3 <<<"$out"; } | sed '2,$s/^/        /'
  done
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
trap 'rm -f /tmp/.demo.$$' EXIT

# lab_is_healthy : its start was finished, its processes run, its API server answers and its Nodes are Ready
lab_is_healthy() {
  local status
  kubectl --request-timeout=10s get --raw /readyz >/dev/null 2>&1 || return 1
  status=$(./lab status 2>/dev/null) && ! grep -qE 'start did not finish|NOT RUNNING|^node[0-9]+ +(off|NotReady)' <<<"$status"
}
# cluster : the one that is up, with the current build in it; a new one where there is none, or where it cannot be used
cluster() {
  ./lab status >/dev/null 2>&1 || { ./lab up; return; } # `up` clears away what is left half made
  if ! lab_is_healthy; then echo "note: a lab is up, but it is not healthy (./lab status): it is ended, and started anew"
  else
    echo "note: a lab is up, it is used as it is, with the current build put into it: $(./lab status 2>/dev/null | sed -n '1s/^lab *//p')"
    ./lab reload && return
    echo "note: the current build could not be put into the lab that is up: it is ended, and started anew"
  fi
  ./lab down && ./lab up
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

reach "Who reaches whom, without policies"
kubectl apply -f proof/demo/policies.yaml >/dev/null
reach "Who reaches whom, with the policies of proof/demo/policies.yaml"
finish

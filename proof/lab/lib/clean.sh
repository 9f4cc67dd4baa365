# Takes a lab away, whatever state it is in: up, half up because `up` failed or was killed, or half down.

lab_left() { [ -e "$STATE" ] || [ -n "$(lab_namespaces)" ] || [ -e "$ETCD_DATA" ]; }
lab_namespaces() { local path; for path in /run/netns/"$PREFIX"-*; do [ ! -e "$path" ] || basename "$path"; done; }

# lab_clear: every process of a lab is in one of its network namespaces (or in a Pod's, and ends with its Node's PID 1)
lab_clear() {
  local node name
  for node in "$STATE"/nodes/*; do [ ! -e "$node" ] || kill_init "$(basename "$node")"; done # all first: they take their time side by side
  for node in "$STATE"/nodes/*; do [ ! -e "$node" ] || stop_node "$(basename "$node")"; done
  for name in $(lab_namespaces); do kill_namespace "$name"; done
  for name in $(lab_namespaces); do ip netns del "$name"; done
  rm -rf "$ETCD_DATA" "$STATE"
}

# lab_lock: one command at a time may change a lab. Whoever has the lock writes its number down: when it was killed, what it had started
# may hold the file open for minutes.
lab_lock() {
  local file=$CACHE/labs/.$LAB.lock owner=
  mkdir -p "$CACHE/labs"
  exec 7>>"$file"
  if ! flock -n 7; then
    read -r owner <"$file" || true
    ! grep -qsF lab.sh "/proc/${owner:-none}/cmdline" || die "another command is changing lab '$LAB' just now (process $owner)"
    rm -f "$file"
    exec 7>>"$file"
    flock -n 7 || die "another command is changing lab '$LAB' just now"
  fi
  echo $$ >"$file"
}

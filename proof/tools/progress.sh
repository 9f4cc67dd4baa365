# Shows what a long step is doing, how far it is and how many seconds it took. Meant to be sourced.
PROGRESS_START=${PROGRESS_START:-$EPOCHREALTIME}

# seconds_since EPOCHREALTIME: with one decimal, without a fork
seconds_since() {
  local tenths=$(( (${EPOCHREALTIME/[.,]/} - ${1/[.,]/}) / 100000 ))
  printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}
say() { printf '%7s s  %s\n' "$(seconds_since "$PROGRESS_START")" "$*"; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# pause SECONDS: waits without starting a process
pause() { local unused; read -rt "$1" unused <> <(:) || true; }

# await SECONDS WHAT COMMAND...: tries COMMAND until it succeeds; dies when the time is up, which is $PATIENCE times as long on a slow machine
await() {
  local limit=$(($1 * ${PATIENCE:-1})) what=$2 start=$EPOCHREALTIME; shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$(seconds_since "$start" | cut -d. -f1)" -lt "$limit" ] || die "waited $limit s in vain for: $what"
    pause 0.2
  done
}

# step TEXT LOG [TOTAL] -- COMMAND...: runs COMMAND with its output in LOG. While it runs, a line tells the seconds and how far it is:
# from TOTAL, the number of lines that LOG will have, or else from the last "[n/m]" in LOG, as Maven writes it. On failure the end of LOG
# is shown. COMMAND does not inherit file 7, the lab's lock: it may outlive us when we are killed.
step() {
  local text=$1 log=$2 total=0 start=$EPOCHREALTIME; shift 2
  [ "$1" = -- ] || { total=$1; shift; }
  shift
  mkdir -p "$(dirname "$log")"
  ( trap - INT TERM; "$@" ) >"$log" 2>&1 </dev/null 7>&- &
  local pid=$! ticks=0 far='' status=0
  while kill -0 "$pid" 2>/dev/null; do
    pause 0.2; ticks=$((ticks + 1))
    [ $((ticks % 5)) != 1 ] || far=$(step_share "$log" "$total")
    if [ -t 1 ]; then printf '\r%7s s  %s:%s %s s ' "$(seconds_since "$PROGRESS_START")" "$text" "$far" "$(seconds_since "$start")"
    elif [ $((ticks % 75)) = 0 ]; then say "$text:$far still at it, $(seconds_since "$start") s"; fi
  done
  wait "$pid" || status=$?
  [ -t 1 ] && printf '\r\033[K'
  if [ $status != 0 ]; then
    say "$text: FAILED after $(seconds_since "$start") s; the end of $log:"
    tail -n 25 "$log" >&2
    return $status
  fi
  say "$text: $(seconds_since "$start") s"
}
step_share() {
  local lines
  if [ "$2" -gt 0 ]; then
    lines=$(wc -l <"$1"); lines=$((lines * 100 / $2)); printf ' %d %%' $((lines > 99 ? 99 : lines))
  else
    lines=$(grep -aoE '\[[0-9]+/[0-9]+\]' "$1" | tail -n 1 | tr -d '[]'); printf '%s' "${lines:+ ${lines/\// of }}"
  fi
} 2>/dev/null

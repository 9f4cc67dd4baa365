# Finds a Go tool chain that can build the lab's Kubernetes programs. Meant to be sourced.
go_is_recent() { local v; v=$("$1" env GOVERSION 2>/dev/null) || return 1; v=${v#go1.}; [ "${v%%[.a-z]*}" -ge 22 ] 2>/dev/null; }
if ! command -v go >/dev/null || ! go_is_recent go; then
  for candidate in /usr/local/go/bin /usr/lib/go-1.*/bin /opt/go/bin "$HOME/go/bin"; do
    if [ -x "$candidate/go" ] && go_is_recent "$candidate/go"; then export PATH="$candidate:$PATH"; break; fi
  done
fi
if ! command -v go >/dev/null || ! go_is_recent go; then
  echo "No Go 1.22 or newer found; the lab's Kubernetes programs are built with it." >&2
  return 1 2>/dev/null || exit 1
fi

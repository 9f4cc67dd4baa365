# Sets JAVA_HOME to a JDK 25, wherever this machine keeps it. Meant to be sourced.
# An existing JAVA_HOME of that version is kept.
jdk_is_25() { [ -x "$1/bin/javac" ] && grep -qs '^JAVA_VERSION="25[".]' "$1/release"; } # asking each javac would take a second
if ! jdk_is_25 "${JAVA_HOME:-/nonexistent}"; then
  JAVA_HOME=
  for candidate in /usr/lib/jvm/* /opt/*jdk* /opt/java/* "$HOME"/.sdkman/candidates/java/* /usr/local/*jdk*; do
    if jdk_is_25 "$candidate"; then JAVA_HOME=$candidate; break; fi
  done
  if [ -z "$JAVA_HOME" ]; then
    echo "No JDK 25 found. Install Temurin 25 (Debian package temurin-25-jdk) or set JAVA_HOME." >&2
    return 1 2>/dev/null || exit 1
  fi
fi
export JAVA_HOME PATH="$JAVA_HOME/bin:$PATH"

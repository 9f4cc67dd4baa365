# The Java part of an image: a runtime with only the modules we need, our jars, and an AOT cache. Meant to be sourced after rootfs.sh.
. "$(dirname "${BASH_SOURCE[0]}")/../../proof/tools/jdk.sh"
JAVA_MODULES=java.base,java.logging,java.management,java.naming,java.net.http,java.xml,jdk.crypto.ec,jdk.httpserver,jdk.management,jdk.unsupported,jdk.net
ARCHIVE_OPTIONS="-XX:+UseCompactObjectHeaders -XX:+UseSerialGC"
# compressed: half the size, and what is needed at start comes from the AOT cache anyway
JLINK_OPTIONS="--strip-debug --no-header-files --no-man-pages --compress=zip-6"

# java_runtime PATH: linked once for each JDK, and kept with its class data archive
java_runtime() {
  local kept file; kept=${XDG_CACHE_HOME:-$HOME/.cache}/antrea-j/java/$("$JAVA_HOME/bin/java" -version 2>&1 | cat - <(echo $JAVA_MODULES "$JLINK_OPTIONS $ARCHIVE_OPTIONS" "$1" $FILE_DATE) | sha256sum | cut -c1-16)
  exec 6>"$(dirname "$kept").lock"
  flock 6 # another work tree may be at it
  if [ ! -e "$kept/linked" ]; then
    rm -rf "$kept"; mkdir -p "$kept"
    # shellcheck disable=SC2086
    "$JAVA_HOME/bin/jlink" --add-modules $JAVA_MODULES $JLINK_OPTIONS --output "$kept/runtime"
    find "$kept/runtime" -exec touch -h -d "$FILE_DATE" {} +
    touch "$kept/linked"
  fi
  mkdir -p "$rootfs/$(dirname "$1")"
  cp -a "$kept/runtime" "$rootfs/$1"
  for file in "$kept"/runtime/bin/java "$kept"/runtime/lib/*.so "$kept"/runtime/lib/server/*.so; do libraries "$file" "$kept"; done
  if [ ! -e "$kept/archived" ]; then # made at its final place, else the JVM would not take it
    in_rootfs "$1/bin/java" $ARCHIVE_OPTIONS -Xshare:dump >/dev/null
    find "$rootfs/$1" -exec touch -h -d "$FILE_DATE" {} +
    cp -a "$rootfs/$1"/lib/server/*.jsa "$kept/runtime/lib/server/"
    touch "$kept/archived"
  fi
  exec 6>&-
}

# in_rootfs COMMAND...: with the image's folder as root, so that every path is the one of run time
in_rootfs() { unshare --mount --propagation private sh -c 'r=$1; shift; mount -t proc proc "$r/proc"; mount --bind /dev "$r/dev"; exec chroot "$r" "$@"' sh "$rootfs" "$@"; }

# on_stage COMMAND...: the same with a network of its own; what the command leaves running ends, and what it leaves behind is gone
on_stage() {
  unshare --mount --propagation private --net --uts --ipc --pid --fork --kill-child sh -euc '
    r=$1; shift
    mount -t proc proc "$r/proc"
    mount --rbind /dev "$r/dev"
    for folder in run tmp var/lib var/log etc/antrea; do [ ! -d "$r/$folder" ] || mount -t tmpfs tmpfs "$r/$folder"; done
    ip link set lo up
    exec chroot "$r" "$@"' sh "$rootfs" "$@"
}

# java_application NAME TARGET OPTIONS MAIN: jars and AOT cache in /usr/lib/antrea/NAME. The JVM drops the cache without a word when the
# class path, a jar's date or size, the collector or the JVM is another at run time: hence the one options file and the fixed dates.
# The cache is recorded of a run in which the program does its real work on a stage (rehearsal/ here and beside its recipe), started by
# Preload.java, which must stand in the class path of run time for that, as its last entry.
java_application() {
  local name=$1 target=$2 options=$3 main=$4 folder=/usr/lib/antrea/$1 jar class_path=
  mkdir -p "$rootfs$folder/lib"
  for jar in "$target"/*.jar "$target"/lib/*.jar; do
    case $jar in *-sources.jar|*-tests.jar|*\*.jar) continue;; esac
    put "$jar" "$folder/lib/$(basename "$jar")"
    class_path=${class_path:+$class_path:}$folder/lib/$(basename "$jar")
  done
  [ -n "$class_path" ] || { echo "no jars in $target" >&2; return 1; }
  preload_jar "$rootfs$folder/lib" "$(dirname "$options")"
  class_path=$class_path:$folder/lib/preload.jar
  { grep -v '^#' "$options"; echo "-cp $class_path"; } >"$rootfs$folder/jvm.options"
  echo "-XX:AOTCache=$folder/aot.cache" >"$rootfs$folder/aot.options"
  find "$rootfs$folder" -exec touch -h -d "$FILE_DATE" {} +
  record_cache "$folder" "$main" "$(dirname "$options")/rehearsal/stage.sh"
  rm -f "$rootfs"/usr/lib/antrea/java/lib/server/*.jsa # its classes are in the cache as well
  # a cache that the JVM would not take at run time is a fault of the build
  in_rootfs /usr/lib/antrea/java/bin/java "@$folder/jvm.options" "@$folder/aot.options" -XX:AOTMode=on "$main" --version
}

# record_cache FOLDER MAIN STAGE: of a run of Preload, after the image's shell has run what the program needs around it
record_cache() {
  on_stage /usr/bin/sh -c "$(cat "$3" 2>/dev/null)
export NODE_NAME=stage POD_NAME=stage POD_NAMESPACE=kube-system
exec /usr/lib/antrea/java/bin/java @$1/jvm.options -Xmx512m -XX:AOTCacheOutput=$1/aot.cache Preload $2"
}

# preload_jar LIBRARIES RECIPE: Preload, and what the program rehearses
preload_jar() {
  local classes here; classes=$(mktemp -d); here=$(dirname "${BASH_SOURCE[0]}")
  "$JAVA_HOME/bin/javac" -d "$classes" -cp "$1/*" "$here/Preload.java" "$here"/rehearsal/*.java "$2"/rehearsal/*.java
  "$JAVA_HOME/bin/jar" --create --file "$1/preload.jar" --date="$FILE_DATE" -C "$classes" .
  rm -rf "$classes"
}

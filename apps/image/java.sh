# The Java part of an image: a runtime with only the modules we need, our jars, and an AOT cache. Meant to be sourced after rootfs.sh.
. "$(dirname "${BASH_SOURCE[0]}")/../../proof/tools/jdk.sh"
JAVA_MODULES=java.base,java.logging,java.management,java.naming,java.net.http,java.xml,jdk.crypto.ec,jdk.httpserver,jdk.management,jdk.unsupported,jdk.net
# compressed: half the size, and what is needed at start comes from the AOT cache anyway
JLINK_OPTIONS="--strip-debug --no-header-files --no-man-pages --compress=zip-6"

# java_runtime PATH: linked once for each JDK, and kept with its class data archive
java_runtime() {
  local kept file; kept=${XDG_CACHE_HOME:-$HOME/.cache}/antrea-j/java/$("$JAVA_HOME/bin/java" -version 2>&1 | cat - <(echo $JAVA_MODULES "$JLINK_OPTIONS" "$1" $FILE_DATE) | sha256sum | cut -c1-16)
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
    in_rootfs "$1/bin/java" -XX:+UseSerialGC -Xshare:dump >/dev/null
    find "$rootfs/$1" -exec touch -h -d "$FILE_DATE" {} +
    cp -a "$rootfs/$1"/lib/server/*.jsa "$kept/runtime/lib/server/"
    touch "$kept/archived"
  fi
  exec 6>&-
}

# in_rootfs COMMAND...: with the image's folder as root, so that every path is the one of run time
in_rootfs() { unshare --mount --propagation private sh -c 'r=$1; shift; mount -t proc proc "$r/proc"; mount --bind /dev "$r/dev"; exec chroot "$r" "$@"' sh "$rootfs" "$@"; }

# java_application NAME TARGET OPTIONS MAIN: jars and AOT cache in /usr/lib/antrea/NAME. The JVM drops the cache without a word when the
# class path, a jar's date or size, the collector or the JVM is another at run time: hence the one options file and the fixed dates.
# The cache is the one that `./lab train` recorded of a real run of these jars, if there is one; else one of a run that loads our classes
# (Preload.java, which must stand in the class path of run time for that, as its last entry).
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
  local trained_cache; trained_cache=$(trained_cache_of "$rootfs$folder")
  if [ -e "$trained_cache" ]; then
    cp "$trained_cache" "$rootfs$folder/aot.cache"
  else
    in_rootfs /usr/lib/antrea/java/bin/java "@$folder/jvm.options" -Xmx512m -XX:AOTCacheOutput=$folder/aot.cache Preload "$main" --graph
  fi
  rm -f "$rootfs"/usr/lib/antrea/java/lib/server/*.jsa # its classes are in the cache as well
  # a cache that the JVM would not take at run time is a fault of the build
  in_rootfs /usr/lib/antrea/java/bin/java "@$folder/jvm.options" "@$folder/aot.options" -XX:AOTMode=on "$main" --version
}

# preload_jar LIBRARIES RECIPE: Preload, and what the program rehearses if its recipe has a Rehearsal
preload_jar() {
  local classes; classes=$(mktemp -d)
  "$JAVA_HOME/bin/javac" -d "$classes" -cp "$1/*" "$(dirname "${BASH_SOURCE[0]}")/Preload.java" $(ls "$2"/Rehearsal.java 2>/dev/null)
  "$JAVA_HOME/bin/jar" --create --file "$1/preload.jar" --date="$FILE_DATE" -C "$classes" .
  rm -rf "$classes"
}

# trained_cache_of FOLDER: where the recorded cache for an application folder is kept
trained_cache_of() {
  echo "${XDG_CACHE_HOME:-$HOME/.cache}/antrea-j/aot/$({ "$JAVA_HOME/bin/java" -version 2>&1; echo $JAVA_MODULES; cd "$1" && sha256sum jvm.options lib/*.jar; } | sha256sum | cut -c1-16)"
}

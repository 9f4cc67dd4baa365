# Fills an image's root folder with files and programs of this machine. Meant to be sourced; $rootfs is the folder.
FILE_DATE=2025-01-01T00:00:00Z # of every file, so that the same content makes the same image (and the JVM's archives stay valid)

rootfs_new() {
  rm -rf "$rootfs"
  mkdir -p "$rootfs"/{tmp,etc,proc,sys,dev,run,var,root,usr/{bin,sbin,lib,local/bin},lib64}
  chmod 1777 "$rootfs/tmp"
  ln -s usr/bin "$rootfs/bin"
  ln -s usr/sbin "$rootfs/sbin"
  ln -s usr/lib "$rootfs/lib"
  ln -s ../run "$rootfs/var/run"
  mkdir -p "$rootfs/usr/lib64"; rmdir "$rootfs/lib64"; ln -s usr/lib64 "$rootfs/lib64"
  printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' >"$rootfs/etc/passwd"
  printf 'root:x:0:\nnogroup:x:65534:\n' >"$rootfs/etc/group"
  printf 'hosts: files dns\n' >"$rootfs/etc/nsswitch.conf"
}

# put FILE PATH [MODE]
put() { mkdir -p "$rootfs/$(dirname "$2")"; install -m "${3:-644}" "$(readlink -f "$1")" "$rootfs/$2"; }

# libraries FILE [OWN]: the shared libraries that FILE needs, each under the name it is asked for; those below the folder OWN are there
libraries() {
  local library
  while read -r library; do
    [[ $library == "${2:-/nowhere}"/* ]] || [ -e "$rootfs/$library" ] || put "$library" "$library" 755
  done < <(ldd "$1" 2>/dev/null | grep -oE '/[^ ]+\.so[^ ]*')
}

# program NAME...: programs of this machine, with their libraries, where they are here. Names that lead to one file stay links to it.
program() {
  local name path file
  for name in "$@"; do
    path=$(PATH=/usr/sbin:/usr/bin:/sbin:/bin command -v "$name") || { echo "no program $name on this machine" >&2; return 1; }
    file=$(readlink -f "$path")
    [ -e "$rootfs/$file" ] || { put "$file" "$file" 755; libraries "$file"; }
    [ -e "$rootfs/$path" ] || { mkdir -p "$rootfs/$(dirname "$path")"; ln -s "$file" "$rootfs/$path"; }
  done
}

# tree FOLDER: a folder of this machine as it is, and the libraries its files need
tree() {
  local file
  mkdir -p "$rootfs/$(dirname "$1")"
  cp -a "$1" "$rootfs/$(dirname "$1")/"
  for file in "$1"/*.so; do [ ! -f "$file" ] || libraries "$file"; done
}

# busybox_for [NAME...]: busybox, and a link for each of its applets for which nothing stands there yet (or for NAMEs only)
busybox_for() {
  local busybox applet; busybox=$(command -v busybox)
  put "$busybox" /usr/bin/busybox 755
  for applet in $([ $# -gt 0 ] && printf '%s\n' "$@" || "$busybox" --list); do
    [ -e "$rootfs/usr/bin/$applet" ] || [ -e "$rootfs/usr/sbin/$applet" ] || ln -s busybox "$rootfs/usr/bin/$applet"
  done
}

rootfs_done() { find "$rootfs" -exec touch -h -d "$FILE_DATE" {} +; }

# lab guest COMMAND...: in the guest kernel of proof/kernel, whose cgroups are v2 and which has one slow CPU
[ $# -gt 0 ] || die "guest COMMAND..."
"$ROOT/proof/tools/prerequisites.sh"
"$ROOT/proof/kernel/build"
build_programs
build_test_images
build_product
prepare_store "$TEST_IMAGES"/*.tar "${PRODUCT_IMAGES[@]}"
say "guest: booting"
# what is a guest's memory is a file for the host: on a disk it would be written all the time
TMPDIR=/dev/shm exec "$ROOT/proof/kernel/run" -m 6000 -t 1800 -s "$ROOT" -- bash proof/lab/lib/machine.sh "$ROOT" "$CACHE" "$STORE" "$@"

# lab build: programs, images and manifest, without a cluster
"$ROOT/proof/tools/prerequisites.sh"
build_programs
build_test_images
build_product
report_sizes "$TEST_IMAGES"/*.tar "${PRODUCT_IMAGES[@]}"

# lab down
lab_lock
if ! lab_left; then echo "lab '$LAB' is not up"; exit 0; fi
lab_clear
say "lab '$LAB' is down"

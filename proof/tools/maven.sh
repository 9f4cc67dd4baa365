# Maven with its progress made readable. Meant to be sourced after jdk.sh.
# maven_run LOG GOAL… : full output goes to LOG; the terminal gets one line a module, the seeds of random tests, and what failed.
maven_run() {
  local log=$1 started=$SECONDS
  shift
  mkdir -p "$(dirname "$log")"
  mvn -B -ntp "$@" 2>&1 | tee "$log" | awk -v started="$started" '
    /^\[INFO\] Building .* \[[0-9]+\/[0-9]+\]/ { printf "  %s\n", substr($0, 8); fflush() }
    /\] .*(oracle[. ]seed=|verdicts)/ { sub(/^.*\] /, ""); print "    " $0; fflush() }
    /^\[ERROR\] (Tests|  )|COMPILATION ERROR|BUILD FAILURE/ { print "  " $0; fflush() }
    /^\[(ERROR|WARNING)\] .*\.java:/ { print "  " $0; fflush() }
  '
  return "${PIPESTATUS[0]}"
}

# junit_counts REPORTS : "passed failed skipped" over all reports of that name below the current folder.
junit_counts() {
  find . -path "*/target/$1/TEST-*.xml" -print0 | xargs -0 -r grep -h -m1 '<testsuite ' | awk '
    function value(name,  m) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0 : 0 }
    { tests += value("tests"); failed += value("failures") + value("errors"); skipped += value("skipped") }
    END { printf "%d %d %d\n", tests - failed - skipped, failed, skipped }'
}

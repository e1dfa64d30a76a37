# shellcheck shell=bash
# What `run` and `aside` have in common: checks that are counted, with their times.

export CI=true NX_DAEMON=false NX_TUI=false FORCE_COLOR=0
passed=0 failed=0 times=()

# took <seconds at its beginning> <title>: for the list at the end.
took() { times+=("$(printf '%5d s  %s' $((SECONDS - $1)) "$2")"); }

# check <title> <command...>: one check, counted as one.
check() {
  local title=$1 began=$SECONDS status=0
  shift
  printf '\n=== %s\n' "$title"
  "$@" </dev/null || status=$?
  took "$began" "$title"
  if ((status == 0)); then
    passed=$((passed + 1))
    printf -- '--- ok: %s (%d s)\n' "$title" $((SECONDS - began))
  else
    failed=$((failed + 1))
    printf -- '--- FAILED: %s (%d s)\n' "$title" $((SECONDS - began))
    return 1
  fi
}

# count_tests <kinds> <command...>: every test is counted on its own. A run that fails with no failed test (a coverage
# bound) counts as one.
count_tests() {
  local kinds=$1 began=$SECONDS status=0 tests_passed=0 tests_failed=0
  shift
  printf '\n=== %s\n' "$*"
  "$@" </dev/null || status=$?
  took "$began" "$*"
  # shellcheck disable=SC2086 # none, or several
  read -r tests_passed tests_failed < <(node tools/count.ts $kinds)
  ((status != 0 && tests_failed == 0)) && tests_failed=1
  passed=$((passed + tests_passed)) failed=$((failed + tests_failed))
  printf -- '--- %s: %d passed, %d failed (%d s)\n' "$*" "$tests_passed" "$tests_failed" $((SECONDS - began))
}

#!/usr/bin/env bash
# Runs unit programs and shell tests one after another; each prints TAP lines ("ok N name",
# "not ok N name"). Prints what failed with its output, and last "N passed, N failed".
# HEBB_TEST_ONLY=WORD runs those whose name contains WORD.
set -u
passed=0 failed=0 started=$SECONDS
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for test in "$@"; do
    name=$(basename "$test" .sh)
    case "$name" in *"${HEBB_TEST_ONLY:-}"*) ;; *) continue ;; esac
    begin=$SECONDS
    if [ "${test%.sh}" = "$test" ]; then
        CMOCKA_MESSAGE_OUTPUT=TAP timeout 300 "$test" > "$log" 2>&1 < /dev/null
    else
        timeout 300 bash "$test" > "$log" 2>&1 < /dev/null
    fi
    status=$?
    good=$(grep -c '^ok ' "$log")
    bad=$(grep -c '^not ok ' "$log")
    # A crash, a time-out or a script without TAP lines counts as one test.
    if [ $status -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
    if [ $status -eq 0 ] && [ $((good + bad)) -eq 0 ]; then good=1; fi
    passed=$((passed + good)) failed=$((failed + bad))
    printf '%-28s %4d passed %3d failed  %3d s\n' "$name" "$good" "$bad" $((SECONDS - begin))
    if [ "$bad" -gt 0 ]; then
        echo "---- $name (exit status $status)"
        grep -v '^ok ' "$log" | tail -n 60
        echo "----"
    fi
done
echo "tests took $((SECONDS - started)) s"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]

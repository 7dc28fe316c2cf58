# shell.sh - what shell tests share: a scratch folder, TAP lines, checked commands. Sourced.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
hebb=$root/${HEBB:-build/release/hebb}
hebb_test=$root/${HEBB_TEST:-build/release/hebb-test}
case ${HEBB:-} in /*) hebb=$HEBB ;; esac
case ${HEBB_TEST:-} in /*) hebb_test=$HEBB_TEST ;; esac
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
number=0 failures=0

ok() { number=$((number + 1)); echo "ok $number $1"; }
not_ok() { number=$((number + 1)); failures=$((failures + 1)); echo "not ok $number $1"; }

# expect WHAT STATUS COMMAND...: runs it with its output in `out` and `err`; the exit status must be STATUS.
expect() {
    what=$1 want=$2; shift 2
    "$@" > out 2> err < /dev/null; got=$?
    if [ "$got" = "$want" ]; then ok "$what"; else
        not_ok "$what: exit status $got, not $want"; sed 's/^/    out: /' out | head -20; sed 's/^/    err: /' err | head -20
    fi
}
# same WHAT A B: two texts must be equal.
same() { if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1: '$2' is not '$3'"; fi; }
differs() { if [ "$2" != "$3" ]; then ok "$1"; else not_ok "$1: both are '$2'"; fi; }
# contains WHAT FILE PATTERN: an extended regular expression must match a line.
contains() { if grep -qE -- "$3" "$2"; then ok "$1"; else not_ok "$1: no line of $2 matches $3"; sed 's/^/    /' "$2" | head -20; fi; }
lacks() { if grep -qE -- "$3" "$2"; then not_ok "$1: a line of $2 matches $3"; else ok "$1"; fi; }
finish() { [ "$failures" = 0 ] && [ "$number" -gt 0 ]; exit $?; }

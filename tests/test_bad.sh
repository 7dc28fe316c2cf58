#!/usr/bin/env bash
# One mistake per file: `hebb plan tests/bad/NAME.yml` says exactly NAME.expected, exits 2 and
# prints nothing else; `hebb run` says the same and writes nothing. NAME.arguments holds further
# arguments, one a line. An expected text without a file is that of a missing file.
# `tests/test_bad.sh --update` rewrites the texts; read the difference before it is committed.
set -u
cd "$(dirname "$0")/.."
hebb=${HEBB:-./hebb}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

if [ "${1:-}" = --update ]; then
    for file in tests/bad/*.yml; do touch "${file%.yml}.expected"; done
fi

# Runs a verb on a case; leaves what it said in $work/err and $work/out, its status in $status.
say() {
    local name=$1 verb=$2
    local -a arguments=()
    [ -f "tests/bad/$name.arguments" ] && mapfile -t arguments < "tests/bad/$name.arguments"
    shift 2
    "$hebb" "$verb" "tests/bad/$name.yml" "$@" ${arguments[@]+"${arguments[@]}"} \
        > "$work/out" 2> "$work/err" < /dev/null
    status=$?
}

check() {
    local name=$1 verb=$2
    say "$@"
    if [ $status -ne 2 ]; then
        echo "# $verb: exit status $status instead of 2"
    elif [ "$(< "tests/bad/$name.expected")" != "$(< "$work/err")" ]; then
        echo "# $verb: expected (<) and said (>)"
        diff "tests/bad/$name.expected" "$work/err" | sed 's/^/# /'
    elif [ -s "$work/out" ]; then
        echo "# $verb: printed to standard output"
    elif [ -e "$work/results" ]; then
        echo "# $verb: wrote $(find "$work/results" | head -3)"
    else
        return 0
    fi
    return 1
}

for expected in tests/bad/*.expected; do
    name=${expected##*/}
    name=${name%.expected}
    if [ "${1:-}" = --update ]; then
        say "$name" plan
        cp "$work/err" "$expected"
        [ $status -eq 2 ] || { echo "$name: exit status $status"; failed=1; }
    elif check "$name" plan && check "$name" run -o "$work/results"; then
        echo "ok - $name"
    else
        echo "not ok - $name"
        failed=1
    fi
done
for file in tests/bad/*.yml; do
    [ -f "${file%.yml}.expected" ] || { echo "not ok - $file has no expected text"; failed=1; }
done
exit $failed

#!/bin/sh
# One night in the folder this file's parent lies in: build, compute, judge. The report, where this
# version of hebb has one, is made even if a check fails. Exit status: that of `hebb nightly`.
# HEBB_NIGHTLY_ARGUMENTS holds further arguments, such as `-j 4`.
set -u
cd "$(dirname "$0")/.." || exit 5
make --no-print-directory hebb > build.log 2>&1 || { cat build.log; echo "hebb nightly: the build fails"; exit 5; }
rm -f build.log
# shellcheck disable=SC2086
./hebb nightly ${HEBB_NIGHTLY_ARGUMENTS:-} configs
status=$?
if ./hebb report --help > /dev/null 2>&1 && ls results/nightly/fixed/*.h5 > /dev/null 2>&1; then
    ./hebb report results/nightly/fixed/*.h5 -o results/nightly/report > /dev/null ||
        { [ "$status" -ne 0 ] || status=5; }
fi
exit "$status"

#!/bin/sh
# One night in the folder this file's parent lies in: build, compute, judge, make the page. Exit status:
# that of `hebb nightly`.
# HEBB_NIGHTLY_ARGUMENTS holds further arguments, such as `-j 4`.
set -u
cd "$(dirname "$0")/.." || exit 5
make --no-print-directory hebb > build.log 2>&1 || { cat build.log; echo "hebb nightly: the build fails"; exit 5; }
rm -f build.log
# shellcheck disable=SC2086
exec ./hebb nightly ${HEBB_NIGHTLY_ARGUMENTS:-} configs

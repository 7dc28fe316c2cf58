#!/usr/bin/env bash
# A result opens in the programs people use: xarray, netCDF4, h5py, h5dump, ncdump.
set -eu
cd "$(dirname "$0")/.."
build=${BUILD:-build/release}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sample=$folder/sample.h5

HEBB_SAMPLE=$sample "$build/tests/test_hdf5" > "$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
[ -s "$sample" ] || { echo "not ok the sample was not written"; exit 1; }

python=
for candidate in python3 /usr/bin/python3; do
    if "$candidate" -c 'import xarray, netCDF4, h5py' 2> /dev/null; then python=$candidate; break; fi
done
[ -n "$python" ] || { echo "not ok no python3 has xarray, netCDF4 and h5py"; exit 1; }

bad=0
check() { # NAME COMMAND...: the command's output and status decide
    name=$1; shift
    if "$@" > "$folder/out" 2>&1; then echo "ok $name"; else echo "not ok $name"; cat "$folder/out"; bad=1; fi
}
says() { # PATTERN COMMAND...
    pattern=$1; shift
    "$@" > "$folder/said" 2>&1 || { cat "$folder/said"; return 1; }
    grep -qE -- "$pattern" "$folder/said" || { cat "$folder/said"; echo "does not say $pattern"; return 1; }
}

"$python" tests/readers.py "$sample" || bad=1
check "ncdump reads everything" says 'double level\(label, flip, gain_size, replicate\)' ncdump "$sample"
check "ncdump finds the texts" says 'label = "é", "plain"' ncdump -v label "$sample"
check "ncdump finds groups whose dimensions are the root's" \
    says 'double level_mean\(label, flip, gain_size\)' ncdump -h "$sample"
check "h5dump reads everything" says '0.138' h5dump "$sample"
check "h5dump sees the digest" says '"[0-9a-f]{32}"' h5dump -a /digest "$sample"
check "h5ls resolves every dimension" says 'level_mean +Dataset \{2, 2, 3\}' h5ls -r "$sample"
exit "$bad"

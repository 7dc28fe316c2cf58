#!/usr/bin/env bash
# Adding an algorithm touches one file: tests/algorithms/sample/noop.c is named in no list, and the
# program that has it linked in lists, describes, plans, runs and exports it.
set -eu
cd "$(dirname "$0")/.."
hebb=${HEBB_TEST:?the program with the algorithms of the tests}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if grep -rn 'noop' Makefile runner algorithms deps.sh; then
    echo "not ok - something names the algorithm"
    exit 1
fi
"$hebb" list --algorithms | grep -q '^sample\.noop '
"$hebb" describe sample.noop | grep -q 'gain .*added to every random number'
cat > "$work/uniform.yml" << 'YML'
format: 1
title: Uniform numbers have the mean one half
algorithm: sample.noop
replicates: 3
sweep: {gain: [0, 2], shape: [line, ring]}
YML
"$hebb" plan "$work/uniform.yml" | grep -q '12: 4 points x 3 replicates'
"$hebb" run -o "$work/results" "$work/uniform.yml" > /dev/null 2>&1
"$hebb" export --level trial --format tsv "$work/results/uniform.h5" > "$work/table"
[ "$(wc -l < "$work/table")" -eq 13 ]
awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
             { low = $column["gain"]; x = $column["level"]; if (x < low || x >= low + 1) exit 1 }' \
    "$work/table"
echo "ok - one file is all that an algorithm needs"

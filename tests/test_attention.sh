#!/usr/bin/env bash
# Experiments that measure time: everything but times is the same on every way; what is derived from
# times stands with them. And what is refused before anything runs.
. "$(dirname "$0")/shell.sh"
mkdir configs
cat > configs/cost.yml <<'YAML'
format: 1
title: cost
algorithm: attention.cost
seed: 3
replicates: 2
parameters: {repeats: 1, head_dim: 16, mask: causal}
budget: {memory: 2 MiB}
over_budget: skip
sweep:
  method: [naive, tiled, linear]
  length: [32, 64, 128, 1024]
derived:
  growth:    {power_law: {metric: flops, axis: length}}
  slowing:   {power_law: {metric: seconds, axis: length}}
  after_all: {maximum: {of: slowing}}
YAML
run() { "$hebb" run --progress none "$@"; }
digest() { "$hebb" digest "$1"; }

expect "times and counts" 0 run -o one -j 1 configs/cost.yml
reference=$(digest one/cost.h5)
expect "again on two threads" 0 run -o two -j 2 --set parameters.threads=all configs/cost.yml
for level in portable v3; do
    expect "at level $level" 0 env HEBB_CPU=$level "$hebb" run --progress none -o "$level" configs/cost.yml
    same "level $level counts the same and errs the same" "$(digest "$level/cost.h5")" "$reference"
done
expect "numbers from times" 0 "$hebb" export one/cost.h5 --level derived --format tsv
contains "are exported" out '^slowing'
contains "and so is what comes from them" out '^after_all'
cp out derived
"$hebb" export two/cost.h5 --level derived --format tsv > other
same "counts grow alike with all threads" "$(grep '^growth' derived)" "$(grep '^growth' other)"
if command -v h5ls > /dev/null; then
    h5ls -r one/cost.h5 > groups
    contains "numbers from counts stand with the numbers" groups '^/derived/growth/value'
    contains "numbers from times stand with the times" groups '^/timing/slowing/value'
    contains "and those from these" groups '^/timing/after_all/value'
fi
expect "what is over budget is told" 0 "$hebb" plan -o one configs/cost.yml
contains "and not run" out '2 over budget'
expect "recomputed trials agree" 0 "$hebb" verify one/cost.h5

refuse() { # WHAT PATTERN ALGORITHM SETTING...
    what=$1 pattern=$2; shift 2
    printf 'format: 1\ntitle: t\nalgorithm: %s\nparameters: {%s}\n' "$1" "$2" > configs/bad.yml
    expect "$what is refused" 2 run -o bad configs/bad.yml
    contains "$what: the message says why" err "$pattern"
    [ ! -e bad/bad.h5 ] && [ ! -e bad/bad.journal ] && ok "$what: nothing is written" || not_ok "$what: something is written"
}
refuse "heads that do not divide" 'heads.*cannot share 10 dimensions' attention.equivariance 'dimension: 10, heads: 4'
refuse "a head that is too large" 'head_dim' attention.cost 'head_dim: 257'
refuse "an odd number of dimensions" 'must be even' attention.position 'kind: rope, dimension: 9'
refuse "no token" 'no token' attention.map 'tokens: "  "'
refuse "bytes that are no UTF-8" 'UTF-8' attention.map "tokens: \"$(printf 'a\303(')\""
printf 'format: 1\ntitle: t\nalgorithm: attention.cost\nbudget: {memory: 1 MiB}\nparameters: {method: naive}\n' > configs/bad.yml
expect "more memory than the budget" 2 run -o bad configs/bad.yml
contains "the message names it" err 'budget'
finish

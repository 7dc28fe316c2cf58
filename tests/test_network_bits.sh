#!/usr/bin/env bash
# Network experiments give the same bits on every processor level and number of threads, and what they
# cannot do is refused before anything runs.
. "$(dirname "$0")/shell.sh"
digest() { "$hebb" digest "$1"; }

for name in activations vanishing_gradient normalization residual_depth backprop_trace optimizers; do
    run() { "$hebb" run --progress none --profile smoke "$root/configs/$name.yml" "$@"; }
    expect "$name" 0 run -o one -j 1
    reference=$(digest one/smoke/$name.h5)
    expect "$name on two threads" 0 run -o two -j 2
    same "two threads give the same bits" "$(digest two/smoke/$name.h5)" "$reference"
    for level in portable v3 v4; do
        expect "$name at level $level" 0 env HEBB_CPU=$level "$hebb" run --progress none --profile smoke "$root/configs/$name.yml" -o "$level"
        same "level $level gives the same bits" "$(digest "$level/smoke/$name.h5")" "$reference"
    done
done

# One long trial on lent threads.
cat > long.yml <<'YAML'
format: 1
title: one deep and wide network
algorithm: network.gradient_flow
parameters: {depth: 20, width: 400, batch: 200, activation: gelu}
YAML
expect "one thread" 0 "$hebb" run --progress none long.yml -o lone -j 1
expect "lent threads" 0 "$hebb" run --progress none long.yml -o lent -j 2
same "lent threads change no bit" "$(digest lent/long.h5)" "$(digest lone/long.h5)"

bad() { # bad WHAT SETTING PATTERN
    expect "$1" 2 "$hebb" run --progress none long.yml -o bad --set "$2"
    contains "says why: $1" err "$3"
}
bad "batch normalisation of one input" 'parameters={normalization: batch, batch: 1}' 'batch normalisation needs a batch of at least 4'
bad "layer normalisation of one unit" 'parameters={normalization: layer, width: 1}' 'layer normalisation needs a width of at least 4'
bad "a depth below 1" 'parameters.depth=0' 'depth'
lacks "nothing was made" <(ls) '^bad$'

# A sum that leaves double precision fails its trial, by layer; the others go on.
cat > overflow.yml <<'YAML'
format: 1
title: signals that explode
algorithm: network.gradient_flow
parameters: {depth: 60, width: 64, activation: relu, init: standard}
sweep: {weight_scale: [1, 1e6]}
YAML
expect "an overflow is a failed trial" 3 "$hebb" run --progress plain overflow.yml
contains "its layer is named" err 'at layer [0-9]+'
expect "the other trial is there" 0 "$hebb" export results/overflow.h5 --level trial
contains "as ok" out 'ok'
finish

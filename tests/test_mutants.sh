#!/usr/bin/env bash
# Faults planted into a copy of the sources, one at a time; each must be caught by a night, by the bits of
# the baseline and, where theory speaks, by the check that knows what is wrong.
. "$(dirname "$0")/shell.sh"
build=${BUILD:-build/release}
case $build in /*) ;; *) build=$root/$build ;; esac
mkdir -p tree/build/mutant
cp -a "$root/algorithms" "$root/runner" "$root/Makefile" tree/
(cd "$build" && cp -a --parents algorithms runner registry.inc version.inc "$OLDPWD/tree/build/mutant" 2> /dev/null)
mutant=$scratch/tree/build/mutant/hebb
case ${VARIANT:-} in san) sanitizers=' -fsanitize=address,undefined' ;; *) sanitizers= ;; esac # as the objects copied

cat > stability.yml <<'YML'
format: 1
title: One step errs as the binomial law says
algorithm: hopfield.stability
seed: 3
replicates: 64
parameters: {initial_overlap: 1, parity: any, cues: 8}
sweep: {neurons: {from: 40, to: 100, step: 5}, load: {from: 0.2, to: 0.92, step: 0.06}}
checks:
  law:  {value: bit_error_rate, law: bit_error_rate_theory}
  near: {value: bit_error_rate, against: bit_error_rate_theory, tolerance: 0.002}
YML
cat > saturation.yml <<'YML'
format: 1
title: Scores of random queries and keys
algorithm: attention.saturation
replicates: 16
parameters: {queries: 16}
sweep: {scaled: [false, true], keys: [64], head_dim: [4, 64, 256, 1024]}
checks: {variance_law: {value: score_variance, law: score_variance_theory}}
YML
cat > map.yml <<'YML'
format: 1
title: What a mask hides
algorithm: attention.map
parameters: {tokens: the cat sat on the mat because it was warm, head_dim: 16}
sweep: {mask: [full, causal]}
checks:
  hidden: {value: future_weight, exact: 0, where: "mask == 'causal'"}
  seen:   {value: seen, exact: 4, where: "mask == 'causal' and query == 4"}
YML
cat > backprop.yml <<'YML'
format: 1
title: Gradients beside central differences
algorithm: network.backprop_check
replicates: 4
parameters: {depth: 3, width: 8, batch: 6, outputs: 3}
sweep: {activation: [sigmoid, tanh, gelu]}
checks: {gradients: {value: max_relative_error, limit: 1.0e-7}}
YML
cat > flow.yml <<'YML'
format: 1
title: Gradients through deep networks
algorithm: network.gradient_flow
replicates: 4
parameters: {width: 32, batch: 4}
sweep: {activation: [sigmoid, tanh, relu], depth: [3, 10]}
YML

# night PROGRAM CONFIG: verdicts of all that fails, fixed leg first, one "leg name" a line, in `caught`.
night() {
    "$1" nightly --no-report --timings ignore "$2" > out 2> err < /dev/null; got=$?
    python3 - > caught <<'PY'
import json
for e in json.load(open("results/nightly/verdicts.json"))["experiments"]:
    for c in e["checks"]:
        if c["verdict"] in ("fail", "not reproducible") and c["gates"]:
            print(e["leg"], c["name"], c["verdict"])
    for c in e["claims"]:
        if c["changed"]:
            print(e["leg"], "claim " + c["id"], c["verdict"])
PY
}

# What is right passes, and gives the baselines.
for config in *.yml; do
    "$hebb" nightly --no-report --timings ignore "$config" > out 2>&1
    "$hebb" baseline accept "${config%.yml}" --reason "the right program" > out 2>&1
    night "$hebb" "$config"
    if [ "$got" = 0 ] && [ ! -s caught ]; then ok "$config passes"; else not_ok "$config: status $got, $(head -3 caught)"; fi
done

# plant NAME CONFIG CATCHER EDIT FILE... [-- MAKE ARGUMENT...]: changes each FILE by the sed EDIT, builds,
# runs a night; every word of CATCHER must be among the rows that fail.
plant() {
    local name=$1 config=$2 catchers=$3 edit=$4 file missing='' changed=0
    local -a files=() arguments=()
    shift 4
    while [ $# -gt 0 ] && [ "$1" != -- ]; do files+=("$1"); shift; done
    [ $# -eq 0 ] || { shift; arguments=("$@"); }
    for file in "${files[@]}"; do
        cp -p "tree/$file" "saved.$(basename "$file")"
        sed -i -E "$edit" "tree/$file"
        cmp -s "tree/$file" "$root/$file" || changed=1
        touch "tree/$file"
        case $file in *_template.h) touch "tree/${file%_template.h}.c" ;; esac
    done
    if [ $changed = 0 ] && [ -n "$edit" ]; then not_ok "$name: the edit changes nothing any more"; fi
    if make -C tree -s BUILD=build/mutant WERROR= "${arguments[@]}" build/mutant/hebb > make.log 2>&1; then
        night "$mutant" "$config"
        for word in $catchers; do grep -qE "^[a-z]+ (claim )?$word " caught || missing="$missing $word"; done
        if [ "$got" = 1 ] && [ -z "$missing" ]; then
            ok "$name: $(cut -d' ' -f1-3 caught | grep -v ' baseline\.' | sort -u | cut -d' ' -f1,2,3 | head -4 | tr '\n' ',') $(grep -c baseline. caught) of the baseline"
        else
            not_ok "$name: exit status $got, not caught by:$missing"; sed 's/^/    /' caught err | head -20
        fi
    else
        not_ok "$name does not build"; tail -5 make.log | sed 's/^/    /'
    fi
    for file in "${files[@]}"; do
        cp -p "saved.$(basename "$file")" "tree/$file"; touch "tree/$file"
        case $file in *_template.h) touch "tree/${file%_template.h}.c" ;; esac
    done
}

plant "self-coupling is kept" stability.yml 'law baseline.bit_error_rate' \
    's/hopfield_net_init\(&net, x, p->self_coupling, err\)/hopfield_net_init(\&net, x, true, err)/' algorithms/hopfield/stability.c
plant "> instead of >= in the tie rule" stability.yml 'baseline.bit_error_rate' \
    's/return field >= threshold \? 1 : -1;/return field > threshold ? 1 : -1;/' algorithms/base/hopfield_net.c
plant "a constant random stream" stability.yml 'baseline.bit_error_rate' \
    's/^    uint64_t hash = fnv1a\(name\);/    key = (RandomKey){ 1, 1 };\n&/' algorithms/base/random.c
plant "every trial is run twice" stability.yml 'law baseline.bit_error_rate' \
    's/replicate_line\(replicate, text \+ KEY_TEXT_SIZE\)/replicate_line(replicate \/ 2, text + KEY_TEXT_SIZE)/' runner/plan/sweep.c
plant "two axes are swapped" stability.yml 'law near baseline.bit_error_rate' \
    's/fill_trial\(a, t, trial, trials_find\(a->trials, t->key\[trial\]\)\)/fill_trial(a, t, (point % 13 * 13 + point \/ 13) * replicates + k, trials_find(a->trials, t->key[trial]))/' runner/store/assemble.c
plant "one layer's gradient times 1.01" backprop.yml 'gradients baseline.max_relative_error' \
    's/^( *)NAME\(activation_backward\)\(shape->activation, n, u->pre, u->act, branch\);/&\n\1for (int64_t z = 0; z < n; z++) branch[z] *= (REAL)1.01;/' algorithms/base/network_template.h
plant "softmax without its maximum" saturation.yml 'baseline.entropy' \
    '/^ *x\[i\] -= largest;/s/largest/0/' algorithms/base/attention_exact.c
plant "no 1 / sqrt(d_k)" saturation.yml 'variance_law baseline.score_variance' \
    's/return p->scaled \? 1 \/ sqrt\(\(double\)p->head_dim\) : 1;/return 1;/' algorithms/attention/saturation.c
plant "a causal mask one too late" map.yml 'seen hidden baseline.seen' \
    's/if \(causal && j > i\)/if (causal \&\& j > i + 1)/' algorithms/base/attention_exact.c
plant "-ffast-math" flow.yml 'baseline.log10_gradient_ratio' '' \
    algorithms/base/flow.c algorithms/base/flow_back.c algorithms/base/layer.c algorithms/base/activation.c \
    algorithms/base/reduce.c algorithms/base/elementary_kernel.c -- OPT="-O3 -g -ffast-math$sanitizers"
contains "-ffast-math shows as another toolchain" results/nightly/verdicts.json 'compared by tolerance.*-ffast-math'
make -C tree -s BUILD=build/mutant WERROR= build/mutant/hebb > make.log 2>&1

# A trial that depends on what it must not gives other bits each time: worse than a failure.
plant "a trial that depends on where its memory lies" stability.yml 'baseline.bit_error_rate' \
    's/^    const int64_t cues = cues_of\(p\);/&\n    Trial restless = *t; restless.random.low += (uint64_t)(uintptr_t)\&restless >> 4; t = \&restless;/' \
    algorithms/hopfield/stability.c
contains "is not reproducible" caught '^fixed baseline.bit_error_rate not reproducible'

# An algorithm gains a metric, in the middle and without a new version: what is stored has another number
# of values and runs again, in either program, instead of being read askew.
cp -p tree/algorithms/attention/saturation.c saved.saturation.c
sed -i -E -e 's/JACOBIAN_NORM, ONE_HOT/JACOBIAN_NORM, EXTRA, ONE_HOT/' \
    -e '/^    \[JACOBIAN_NORM\]/a [EXTRA] = { "extra", METRIC_MEASURED, "1", "keys", { 0 }, NULL, NULL, false },' \
    -e 's/^    sums\[FLAT\] \+=/    sums[EXTRA] += (double)keys;\n&/' tree/algorithms/attention/saturation.c
touch tree/algorithms/attention/saturation.c
expect "a program with one more metric" 0 make -C tree -s BUILD=build/mutant WERROR= build/mutant/hebb
"$hebb" run --progress none saturation.yml
before=$("$hebb" digest results/saturation.h5)
expect "the right program has nothing to do" 0 "$hebb" run saturation.yml
contains "as all is stored" err 'nothing to do for saturation: stored=128'
expect "the one with a metric more" 0 "$mutant" run saturation.yml
lacks "reuses no trial" err 'reused='
contains "but runs them all" err 'done saturation trials=128 failed=0'
expect "and has them" 0 "$mutant" diff results/saturation.h5 results/saturation.h5
"$mutant" export --level trial results/saturation.h5 > table
same "with the metric" "$(cut -f "$(head -1 table | tr '\t' '\n' | grep -n '^extra$' | cut -d: -f1)" table | sort -u | tr '\n' ' ')" '64 extra '
expect "the right program again" 0 "$hebb" run saturation.yml
contains "runs them all again" err 'done saturation trials=128 failed=0'
same "to the same bits" "$("$hebb" digest results/saturation.h5)" "$before"
finish

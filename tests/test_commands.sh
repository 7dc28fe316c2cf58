#!/usr/bin/env bash
# The verbs as a user meets them: what they print, where, and how they end.
. "$(dirname "$0")/shell.sh"
mkdir configs
cat > configs/a.yml <<'YAML'
format: 1
title: a small sweep
source: nobody
algorithm: hopfield.retrieval
seed: 7
replicates: 8
parameters: {dynamics: synchronous}
sweep:
  neurons: [100, 200, 400]
  load: {from: 0.10, to: 0.20, step: 0.05}
derived:
  mean_overlap: {mean: {metric: overlap}}
checks:
  energy: {value: energy_increases, range: [0, 100]}
  wrong:  {value: overlap, range: [2, 3]}
claims:
  - {id: X1, says: overlaps lie between two and three, holds_if: [wrong], verdict: qualified}
profiles:
  smoke: {replicates: 2, sweep: {neurons: [64]}}
YAML

expect "help" 0 "$hebb" --help
contains "lists the verbs" out '^ +run +CONFIG'
expect "no verb" 2 "$hebb"
expect "a wrong verb" 2 "$hebb" chekc
contains "is met with the nearest" err 'did you mean `check`'
expect "a wrong option" 2 "$hebb" run --profil smoke configs/a.yml
contains "is met with the nearest option" err 'did you mean `--profile`'
expect "an option without its argument" 2 "$hebb" run configs/a.yml -j
expect "a number out of range" 2 "$hebb" run -j 0 configs/a.yml
expect "a word that is none" 2 "$hebb" run --progress jsn configs/a.yml
contains "is met with all there are" err '`--progress` must be `auto`, `plain`, `json` or `none`, not `jsn`'
contains "and the nearest" err 'did you mean `json`'
expect "a level that is none" 2 env HEBB_CPU=v9 "$hebb" plan configs/a.yml
contains "is not the highest" err 'HEBB_CPU must be `portable`, `v3` or `v4`, not `v9`'
expect "a missing config" 2 "$hebb" plan configs/b.yml
expect "an unknown profile" 2 "$hebb" plan -p smok configs/a.yml
contains "names those that exist" err 'smoke'
printf 'format: 1\ntitle: t\nalgorithm: hopfield.retrieval\nparameters: {dynamics: async, neurons: 10}\n' > configs/one.yml
expect "a word cut short" 2 "$hebb" plan configs/one.yml
contains "is met with the only one that begins so" err 'did you mean `asynchronous`'
sed -i 's/async/asynchronous/' configs/one.yml
expect "one trial" 0 "$hebb" plan configs/one.yml -j 1
contains "is not counted in the plural" out '1: 1 point x 1 replicate$'
lacks "nor lacks a figure" out 'figure'
echo 'figures: [hopfield_capacity.gp, nowhere.gp]' >> configs/one.yml
expect "a figure without a script" 0 "$hebb" plan configs/one.yml
contains "is foreseen" out 'no script `nowhere.gp`'
same "and only that" "$(grep -c figure out)" 1
rm configs/one.yml

expect "plan" 0 "$hebb" plan configs/a.yml
contains "counts" out '72: 9 points x 8 replicates'
[ ! -e results ] && ok "plan writes nothing" || not_ok "plan wrote results/"
expect "plan --explain" 0 "$hebb" plan --explain load configs/a.yml
contains "names file and line" out 'configs/a.yml:10'
expect "explain an override" 0 "$hebb" plan --explain replicates --set replicates=3 configs/a.yml
contains "names the flag" out 'set replicates=3'

expect "run" 0 "$hebb" run configs/a.yml
contains "says where it saved" err '^hebb: saved results/a.h5 bytes=[0-9]+ digest=[0-9a-f]{32}$'
[ ! -s out ] && ok "nothing on stdout" || not_ok "run printed to stdout"
expect "json progress" 0 "$hebb" run --progress json -p smoke configs/a.yml
python3 -c 'import json,sys; [json.loads(l) for l in open("err")]' && ok "each line is JSON" || not_ok "progress is not JSON"
[ -f results/smoke/a.h5 ] && ok "a profile has its own folder" || not_ok "no results/smoke/a.h5"

expect "export" 0 "$hebb" export results/a.h5
same "ten rows" "$(wc -l < out)" 10
contains "named columns" out '^neurons	load	.*overlap_mean	overlap_sd	overlap_sem	overlap_ci_low	overlap_ci_high	overlap_n	overlap_theory'
expect "trials" 0 "$hebb" export --level trial results/a.h5
same "72 trials" "$(wc -l < out)" 73
contains "named trial columns" out '^neurons	load	replicate	trial_status'
expect "json" 0 "$hebb" export --format json --where 'load == 0.1' results/a.h5
same "three points" "$(python3 -c 'import json; print(len(json.load(open("out"))))')" 3
expect "an array metric" 0 "$hebb" export --metric overlap_trace results/a.h5
contains "in long form" out '^neurons	load	sweep	overlap_trace_mean'
expect "derived numbers" 0 "$hebb" export --level derived results/a.h5
contains "with intervals" out '^mean_overlap	0\.[0-9]+	0\.[0-9]+	0\.[0-9]+$'
cat > configs/zip.yml <<'YAML'
format: 1
title: two parameters that advance together
algorithm: hopfield.retrieval
seed: 7
replicates: 8
sweep:
  "neurons, cues": [[100, 3], [200, 1]]
  load: [0.05, 0.3]
derived:
  half_load: {crossing: {metric: retrieved, axis: load, level: 0.5}}
  both: {mean: {metric: retrieved}}
YAML
expect "axes of several parameters" 0 "$hebb" run configs/zip.yml
expect "their derived numbers" 0 "$hebb" export --level derived results/zip.h5
contains "have a column each" out '^name	neurons	cues	value	ci_low	ci_high$'
contains "and keep both values" out '^half_load	100	3	0\.'
contains "or neither" out '^both			0\.'
expect "an unknown metric" 2 "$hebb" export --metric overlp results/a.h5
contains "has a nearest name" err 'did you mean `overlap`'
expect "a wrong condition" 2 "$hebb" export --where 'loat < 1' results/a.h5
contains "is shown" err 'loat < 1'
contains "with the nearest name" err 'did you mean `load`'

expect "show" 0 "$hebb" show results/a.h5
contains "has means" out 'overlap'
expect "show of no point, plotted" 0 "$hebb" show --plot always --where 'load > 5' results/a.h5
contains "says so" out '^no point is selected$'
expect "show of one point, plotted" 0 "$hebb" show --plot always --where 'load == 0.1 and neurons == 100' results/a.h5
contains "has its row" out '^ +100 +0.1 '
expect "a check for a claim does not gate; there is no baseline" 4 "$hebb" check -v results/a.h5
contains "its claim says qualified" out 'X1 +qualified'
sed -i 's/verdict: qualified/verdict: holds/' configs/a.yml
expect "a config that changed" 0 "$hebb" run configs/a.yml
expect "a verdict that changed fails" 1 "$hebb" check results/a.h5
sed -i '/^claims/,/^  - /d' configs/a.yml
expect "a config without the claim" 0 "$hebb" run configs/a.yml
expect "a failing check" 1 "$hebb" check results/a.h5
contains "is named" out 'x a +wrong'

expect "digest" 0 "$hebb" digest results/a.h5
contains "is 32 digits" out '^[0-9a-f]{32}$'
expect "verify" 0 "$hebb" verify results/a.h5
key=$("$hebb" export --level trial --keys results/a.h5 | grep -oE '[0-9a-f]{32}' | sed -n 5p)
expect "verify one trial" 0 "$hebb" verify --trial "$key" results/a.h5
contains "computes it again" out '1 trial computed again, 0 differ'
expect "an unknown key" 2 "$hebb" verify --trial zzz results/a.h5

expect "list" 0 "$hebb" list configs
contains "titles" out 'a small sweep'
expect "algorithms" 0 "$hebb" list --algorithms
contains "are listed" out '^hopfield.retrieval '
expect "describe" 0 "$hebb" describe hopfield.retrieval
contains "parameters" out 'initial_overlap +real +0 .. 1; default 1$'
lacks "no line ends in a blank" out ' $'
expect "describe nobody" 2 "$hebb" describe hopfield.retrival
contains "nearest algorithm" err 'did you mean `hopfield.retrieval`'

# An algorithm is one file: this program has one more, and that is all it took.
expect "an added algorithm" 0 "$hebb_test" describe sample.noop
expect "is not in the other program" 2 "$hebb" describe sample.noop
printf 'format: 1\ntitle: t\nalgorithm: sample.noop\nreplicates: 3\nsweep: {gain: [1, 2]}\n' > configs/noop.yml
expect "and runs" 0 "$hebb_test" run configs/noop.yml

# Failures of a place, not of a config.
echo "not hdf5" > results/bad.h5
expect "a file that is no result" 6 "$hebb" show results/bad.h5
expect "a missing result" 6 "$hebb" show results/none.h5
cp configs/a.yml configs/b.yml
expect "a config where a result should be" 6 "$hebb" show configs/b.yml
contains "is told from one" err 'this is a config; `hebb run configs/b.yml`'
rm configs/b.yml
for word in a a.yml a.h5; do
    expect "a result without its folder: $word" 6 "$hebb" digest $word
    contains "is found" err 'did you mean `results/a.h5`'
done
expect "what is nowhere" 6 "$hebb" digest zzz
lacks "is no other name" err 'did you mean'
mkdir locked; touch locked/x
expect "a file where a folder should be" 5 "$hebb" run -o locked/x configs/a.yml
[ "$(id -u)" = 0 ] || { chmod a-w locked; expect "an unwritable folder" 5 "$hebb" run -o locked configs/a.yml; chmod u+w locked; }
echo "this is no journal, whatever its name says" > results/noop.journal
expect "a foreign journal" 6 "$hebb_test" run configs/noop.yml
rm results/noop.journal

# Two runs on one output.
printf 'format: 1\ntitle: t\nalgorithm: hopfield.retrieval\nreplicates: 400\nsweep: {neurons: [3000], load: [0.16, 0.2]}\n' > configs/slow.yml
"$hebb" run --progress none configs/slow.yml 2> /dev/null & pid=$!
for _ in $(seq 100); do [ -s results/slow.journal ] && break; sleep 0.02; done
expect "a second run on the same output" 6 "$hebb" run configs/slow.yml
contains "names the owner" err "$pid"
kill -KILL $pid; wait $pid 2> /dev/null
printf 'format: 1\ntitle: t\nalgorithm: sample.noop\nreplicates: 50\nparameters: {failing: 0.5}\nsweep: {gain: [1, 2]}\n' > configs/fail.yml
expect "trials that fail" 3 "$hebb_test" run configs/fail.yml
expect "are seen" 0 "$hebb_test" show results/fail.h5
contains "as failed" out '[0-9]+ failed'
finish

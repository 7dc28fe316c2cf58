#!/usr/bin/env bash
# A night from the command line: exit statuses, baselines, the history, drifts, timings, bad input, and
# the ready files for systemd, cron and GitHub Actions.
. "$(dirname "$0")/shell.sh"
mkdir configs
cat > configs/uniform.yml <<'YML'
format: 1
title: Uniform numbers have the mean one half
algorithm: sample.noop
seed: 5
replicates: 40
sweep: {gain: {from: 0, to: 5, step: 0.25}}
checks:
  law:  {value: level, law: level_theory, because: exact}
  slow: {value: seconds, timing: 0.5}
profiles: {nightly: {replicates: 50}}
YML
night() { "$hebb_test" nightly --no-report "$@" configs; }

# ---- nights
expect "the first night has no baseline" 4 night --date 2026-11-01
contains "and says how to make one" err 'baseline accept results/nightly/fixed/uniform.h5 --reason'
contains "its first line is the summary" out '^hebb nightly 2026-11-01: 2 checks pass; 1 without a baseline$'
contains "the budget of false alarms is stated" out 'share one false alarm in 10000 nights.*alarmed night in 1[0-9][0-9]$'
expect "accepting wants a reason" 2 "$hebb_test" baseline accept uniform
expect "accepting exits 1" 1 "$hebb_test" baseline accept uniform --reason "first night"
contains "the reason is kept" results/baselines/REASONS.md 'uniform \(nightly\): first night'
contains "the baseline is text" results/baselines/nightly/uniform.txt '^number level +[0-9.]+ \+- 0\.[0-9]+ +rel 1e-09$'
same "its lines are sorted" "$(grep '^number' results/baselines/nightly/uniform.txt)" "$(grep '^number' results/baselines/nightly/uniform.txt | LC_ALL=C sort -k2,2)"
expect "the second night passes" 0 night --date 2026-11-02
contains "bit by bit" out '1 of 1 bit-identical to the baseline'
expect "the same night again" 0 night --date 2026-11-02
same "is in the history once" "$(cut -f1,4,5,6 results/nightly/history.*.tsv | sort | uniq -d)" ""
contains "JUnit" results/nightly/junit.xml '<testsuite name="uniform" tests='
expect "JUnit is XML" 0 python3 -c 'import xml.dom.minidom as x; x.parse("results/nightly/junit.xml")'
expect "JSON and the line agree" 0 python3 -c '
import json; v = json.load(open("results/nightly/verdicts.json")); s = open("results/nightly/summary.txt").read()
assert v["summary"] in s and v["failed"] == 0 and v["passed"] == sum(c["verdict"] == "pass" and c["gates"] for e in v["experiments"] for c in e["checks"])'

# ---- what is stored does not hide a change
expect "diff of baselines is empty" 0 "$hebb_test" baseline diff uniform
contains "and says so" out '^0 of [0-9]+ numbers changed'
cp results/baselines/nightly/uniform.txt accepted.txt
sed -i -E 's/^(digest level +)[0-9a-f]+/\100000000000000000000000000000000/; s/^(number level +)[0-9.]+/\12.5/' results/baselines/nightly/uniform.txt
expect "a baseline that says something else fails" 1 night --date 2026-11-03
contains "and is named" out '^x uniform fixed +baseline.level '
contains "with the first such night" out '^uniform: other bits than the baseline since 2026-11-03'
expect "diff tells by how much" 1 "$hebb_test" baseline diff uniform
contains "in units of what is allowed" out '^x level +2\.5 -> 3\.0.* x what is allowed \(rel 1e-09\), \+[0-9.]+ standard errors'
sed -i 's/^config .*/config 00000000000000000000000000000001/' results/baselines/nightly/uniform.txt
expect "a baseline of another config" 4 night --date 2026-11-03
contains "is told" err 'the baseline of `uniform` is of another config or version'
cp accepted.txt results/baselines/nightly/uniform.txt
sed -i 's/^toolchain .*/toolchain another/' results/baselines/nightly/uniform.txt
expect "a baseline of another toolchain passes" 0 "$hebb_test" check -v results/nightly/fixed/uniform.h5
contains "by tolerance, which is said" out 'compared by tolerance'
echo 'number broken' >> results/baselines/nightly/uniform.txt
expect "a damaged baseline" 2 "$hebb_test" check results/nightly/fixed/uniform.h5
contains "is shown with its line" err 'results/baselines/nightly/uniform.txt:[0-9]+:1'
cp accepted.txt results/baselines/nightly/uniform.txt

# ---- over the nights
history=$(echo results/nightly/history.*.tsv)
head -1 "$history" > drifting.tsv
segment=$(tail -1 "$history" | cut -f3)
for d in $(seq -w 4 16); do # a shift of 0.9 standard errors, every night so far
    printf '2026-09-%s\tabc\t%s\tuniform\tlaw\tscore\tnan\tnan\t0.9\n' "$d" "$segment" >> drifting.tsv
done
expect "a slow drift is found" 1 night --date 2026-11-04 --history drifting.tsv
contains "and told" out '^x uniform fresh +drift\.law .*slow drift'
expect "an accepted baseline" 1 "$hebb_test" baseline accept uniform --reason "the drift is understood"
sed -i 's/^accepted .*/accepted 2026-11-04 at a later commit/' results/baselines/nightly/uniform.txt
expect "starts a new segment" 0 night --date 2026-11-05 --history drifting.tsv
printf '2026-11-06\tabc\tcut' >> drifting.tsv
expect "a history that is cut off goes on" 0 night --date 2026-11-06 --history drifting.tsv
contains "and is told" err 'drifting.tsv:[0-9]+:[0-9]+'
lacks "without the torn line" drifting.tsv 'cut$'
printf 'garbage\n' >> drifting.tsv
expect "a history that is damaged is refused" 6 night --date 2026-11-07 --history drifting.tsv
contains "with its place" err 'drifting.tsv:[0-9]+:1'

# ---- timings inform
# thirty nights: FACTOR times tonight's seconds for 26 of them, then OTHER times.
seconds=$(grep -P 'seconds\tseconds' "$history" | tail -1 | cut -f7)
thirty() {
    head -1 "$history"
    python3 -c "
for d in range(1, 31):
    x = $seconds * ($1 if d < 27 else $2) * (1 + 0.01 * (d * 7 % 5 - 2))
    print('2026-09-%02d\tabc\tnone\tuniform\tseconds\tseconds\t%r\tnan\tnan' % (d, x))"
}
thirty 0.01 1 > slower.tsv
expect "a step in timings does not gate" 0 night --date 2026-11-08 --history slower.tsv
contains "and is told" out '^! uniform fixed +timing\.seconds '
contains "with its size and its night" results/nightly/verdicts.json '\+[0-9]+ % since 2026-09-27: .*measured again'
thirty 1 1000000 > busy.tsv # more than any crowd would make of tonight
expect "nights on a busy machine" 0 night --date 2026-11-08 --history busy.tsv
lacks "are not told, as the step is not confirmed" out 'timing'
expect "timings may be ignored" 0 night --date 2026-11-08 --history slower.tsv --timings ignore
lacks "and are not told then" out 'timing'

# ---- bad input
expect "a day that is none" 2 night --date yesterday
expect "a baseline of nothing" 2 "$hebb_test" baseline accept nothing --reason r
expect "a verb that is none" 2 "$hebb_test" baseline take uniform
sed 's/law: level_theory/law: levle_theory/' configs/uniform.yml > configs/broken.yml
expect "a check on a metric that does not exist" 2 night
contains "is shown" err 'did you mean `level_theory`'
lacks "and nothing ran" err 'ended with status'
rm configs/broken.yml
sed 's/^parameters.*//; s/sweep: .*/sweep: {failing: [0.5]}/' configs/uniform.yml | sed '/law:/d' > configs/failing.yml
expect "trials that fail" 3 night --date 2026-11-09
expect "are not accepted" 3 "$hebb_test" baseline accept failing --reason r
rm configs/failing.yml
(flock 9; "$hebb_test" nightly --no-report configs > out 2> err; echo $? > status) 9> results/nightly/lock
same "two nights at once: the second is refused" "$(cat status)" 6

# ---- diff and ledger
expect "a result differs not from itself" 0 "$hebb_test" diff results/nightly/fixed/uniform.h5 results/nightly/fixed/uniform.h5
expect "fixed and fresh differ" 1 "$hebb_test" diff results/nightly/fixed/uniform.h5 results/nightly/fresh/uniform.h5
contains "in all their trials" out '^0 trials in both, .* 1050 only in the first, 1050 only in the second'
"$hebb_test" run --progress none -o more --set replicates=60 configs/uniform.yml
expect "more replicates: the common trials are the same" 1 "$hebb_test" diff results/nightly/fixed/uniform.h5 more/uniform.h5
contains "trial by trial" out '^1050 trials in both, 0 of them differ, 0 only in the first, 210 only in the second'
contains "and the means by how much" out '^x summary/level_mean .* [0-9.e-]+ relative, at gain='
"$hebb_test" run --progress none -o wider --set replicates=50 --set 'sweep.gain=[1, 7]' configs/uniform.yml
expect "a wider sweep: what both have is the same" 1 "$hebb_test" diff results/nightly/fixed/uniform.h5 wider/uniform.h5
contains "the axis is told" out '^  gain: [0-9]+ values in the first, 2 in the second, 1 in both'
contains "what stands at other places is found" out 'only in the second; 0 arrays differ'
expect "a ledger without claims" 0 "$hebb_test" check --ledger results/nightly/fixed/uniform.h5
contains "counts them" out '^0 claims: 0 hold'

# ---- ready files
expect "nightly.sh is a shell script" 0 sh -n "$root/nightly/nightly.sh"
[ -x "$root/nightly/nightly.sh" ] && ok "and may be executed" || not_ok "nightly.sh is not executable"
expect "the workflow is YAML" 0 python3 -c "
import sys
try: import yaml
except ImportError: sys.exit(0)
jobs = yaml.safe_load(open('$root/nightly/github-actions.yml'))['jobs']; assert jobs['nightly']['steps']"
contains "the crontab names the script" "$root/nightly/crontab" '^17 2 \* \* \* +/srv/hebb/nightly/nightly.sh$'
if command -v systemd-analyze > /dev/null; then
    mkdir units
    sed "s|/srv/hebb|$root|" "$root/nightly/hebb-nightly.service" > units/hebb-nightly.service
    cp "$root/nightly/hebb-nightly.timer" units
    systemd-analyze verify units/hebb-nightly.service units/hebb-nightly.timer > out 2>&1
    lacks "the units are right" out 'hebb-nightly'
fi
finish

#!/usr/bin/env bash
# Ending early, by signals and by failures: what is kept, what is said, and the exit status.
. "$(dirname "$0")/shell.sh"
cat > slow.yml <<'YAML'
format: 1
title: trials of some tenths of a second
algorithm: sample.heavy
replicates: 20
parameters: {rounds: 30000}
sweep: {values: [1, 2, 3]}
YAML
sed 's/^title.*/title: the next one/' slow.yml > slow_next.yml
cat > fail.yml <<'YAML'
format: 1
title: half of the trials fail
algorithm: sample.noop
replicates: 100
parameters: {failing: 0.5}
sweep: {gain: [1, 2]}
YAML
stored() { "$hebb_test" plan "$@" | sed -nE 's/^ *stored +([0-9]+) done.*/\1/p'; }
# begin ARGUMENT...: runs in the background until the first trial can be under way.
begin() {
    "$hebb_test" run "$@" > out 2> err & pid=$!
    for _ in $(seq 200); do grep -qs 'hebb: start' err && return; sleep 0.01; done
}
end() { wait $pid; status=$?; }

begin -o once slow.yml; sleep 0.1; kill -INT $pid; end
same "SIGINT ends with 130" $status 130
contains "after what is in flight" err '^hebb: stopping slow in_flight=[1-9]'
contains "and says what is saved" err '^hebb: stopped: [1-9][0-9]* of 60 trials are saved; the same command goes on'
same "as many as there are" "$(sed -nE 's/^hebb: stopped: ([0-9]+) of.*/\1/p' err)" "$(stored -o once slow.yml)"
expect "the result can be seen" 0 "$hebb_test" show once/slow.h5

begin -o term slow.yml; kill -TERM $pid; end
same "SIGTERM ends with 75" $status 75
begin -o hup slow.yml; kill -HUP $pid; end
same "and so does a terminal that closes" $status 75

# insist: SIGINT until there are enough, as two that come at once are one.
insist() { for _ in $(seq 100); do kill -INT $pid 2> /dev/null || break; sleep 0.15; done; }
until_said() { for _ in $(seq 200); do grep -q "$1" err && return; sleep 0.01; done; }
for try in 1 2 3 4 5; do # on a busy machine the first may come before any trial is under way
    begin -o long$try --set parameters.rounds=1000000000 slow.yml
    sleep 0.$try; kill -INT $pid; until_said in_flight; kill -INT $pid; end
    grep -q 'stopping slow now' err && break
done
same "a second SIGINT abandons long trials" $status 130
contains "and says so" err '^hebb: stopping slow now'
begin -o deaf --set parameters.rounds=1000000000 --set parameters.deaf=true slow.yml
insist; end
same "a third one kills what does not listen" $status 130
expect "which harms nothing" 0 "$hebb_test" plan -o deaf slow.yml

begin -o two slow.yml slow_next.yml; kill -INT $pid; end
same "a stop ends all experiments" $status 130
lacks "the next one does not start" err 'start slow_next'
begin -o last --set replicates=1 --set 'sweep.values=[1]' slow.yml; kill -INT $pid; end
same "a stop that left nothing undone is none" $status 0
begin -o last2 --set replicates=1 --set 'sweep.values=[1]' slow.yml slow_next.yml; kill -INT $pid; end
same "unless there is another experiment" $status 130
contains "which is named" err '^hebb: stopped before slow_next.yml; the same command goes on'

# Of two threads both may have failed before either is told to stop.
halt() { expect "--halt $1" 3 "$hebb_test" run -j 1 -o "$1" --halt "$1" fail.yml; }
failed() { "$hebb_test" export --level trial "$1/fail.h5" | grep -c failed; }
halt now,fail=1
same "ends at the first failure" "$(failed now,fail=1)" 1
contains "says why" err 'halted by failures'
halt soon,fail=10%
[ "$(failed soon,fail=10%)" -ge 20 ] && ok "a share is one of all trials" || not_ok "too early: $(failed soon,fail=10%)"
expect "the next experiment is not run" 3 "$hebb_test" run -o halted --halt now,fail=1 fail.yml slow.yml
[ ! -e halted/slow.h5 ] && ok "after a halt" || not_ok "slow was run after a halt"
sed 's/^parameters.*//' fail.yml > well.yml
expect "without a halt all are run" 3 "$hebb_test" run -o all fail.yml well.yml
contains "those after a failure, too" err '^hebb: done well trials=200 failed=0'
for wrong in now soon,fail=0 soon,fail=101% soon,fail= now,fail=1x now,fail=9999999999999999999999; do
    expect "--halt $wrong" 2 "$hebb_test" run --halt $wrong fail.yml
done
finish

#!/usr/bin/env bash
# Same numbers whatever the way: threads, stops, widening, a deleted journal, processor levels.
. "$(dirname "$0")/shell.sh"
mkdir configs
cat > configs/small.yml <<'YAML'
format: 1
title: a small sweep
algorithm: hopfield.retrieval
seed: 7
replicates: 6
sweep:
  neurons: [100, 333, 2000]
  load: [0.05, 0.14, 0.2]
derived:
  half: {crossing: {metric: overlap, axis: load, level: 0.9}}
YAML
digest() { "$hebb" digest "$1"; }
run() { "$hebb" run --progress none "$@"; }

expect "a run" 0 run -o one -j 1 configs/small.yml
reference=$(digest one/small.h5)
for threads in 2 8; do
    expect "a run on $threads threads" 0 run -o "t$threads" -j "$threads" configs/small.yml
    same "$threads threads give the same bits" "$(digest "t$threads/small.h5")" "$reference"
done
for level in portable v3 v4; do
    expect "a run at level $level" 0 env HEBB_CPU=$level "$hebb" run --progress none -o "$level" configs/small.yml
    same "level $level gives the same bits" "$(digest "$level/small.h5")" "$reference"
done

expect "another seed" 0 run -o seed --set seed=8 configs/small.yml
differs "another seed gives other numbers" "$(digest seed/small.h5)" "$reference"

expect "fewer replicates first" 0 run -o wide --set replicates=2 --set 'sweep.neurons=[333, 100]' configs/small.yml
expect "then all" 0 run -o wide configs/small.yml
same "a widened sweep gives the same bits" "$(digest wide/small.h5)" "$reference"

cp -r wide gone; rm gone/small.journal
expect "without its journal" 0 "$hebb" run -o gone configs/small.yml
contains "the result gives its trials back" err 'nothing to do'
same "and keeps its bits" "$(digest gone/small.h5)" "$reference"
rm gone/small.journal
expect "more replicates without a journal" 0 "$hebb" run -o gone --set replicates=8 configs/small.yml
expect "only the new ones run" 0 "$hebb" plan -o gone configs/small.yml
contains "all is stored" out 'stored +54 done'

rm -r gone/small.h5
expect "without its result" 0 run -o gone configs/small.yml
same "the journal makes it again" "$(digest gone/small.h5)" "$reference"

# Narrowing finds what it needs; nothing runs.
expect "a narrower sweep" 0 "$hebb" run -o wide --set replicates=3 configs/small.yml
contains "runs nothing" err 'nothing to do'

# A stop in the middle.
cat > configs/long.yml <<'YAML'
format: 1
title: a longer sweep
algorithm: hopfield.retrieval
replicates: 200
sweep: {neurons: [2000, 3000], load: [0.14, 0.16, 0.2]}
YAML
"$hebb" run -o stop --progress none configs/long.yml 2> err & pid=$!
for _ in $(seq 100); do [ -s stop/long.journal ] && [ "$(stat -c %s stop/long.journal)" -gt 2000 ] && break; sleep 0.02; done
kill -INT $pid; wait $pid; status=$?
if [ $status = 0 ]; then ok "the run was too quick to stop"; else
    same "SIGINT ends with 130" $status 130
    contains "and says how to go on" err 'same command goes on'
fi
"$hebb" run -o stop --progress none configs/long.yml 2> err & pid=$!
sleep 0.2; kill -TERM $pid 2> /dev/null; wait $pid; status=$?
[ $status = 0 ] || same "SIGTERM ends with 75" $status 75
"$hebb" run -o stop --progress none configs/long.yml 2> err & pid=$!
sleep 0.15; kill -KILL $pid 2> /dev/null; wait $pid 2> /dev/null
expect "after a kill the same command goes on" 0 run -o stop configs/long.yml
expect "undisturbed" 0 run -o calm configs/long.yml
same "stops and kills leave no trace" "$(digest stop/long.h5)" "$(digest calm/long.h5)"

expect "trials compute again to the bit" 0 "$hebb" verify calm/long.h5
contains "and none differs" out '8 trials computed again, 0 differ'
finish

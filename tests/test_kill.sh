#!/usr/bin/env bash
# kill -9 at random moments of a run: journal, result, import. Whatever the moment, what was done stays
# done, a result that is there can be read, nothing else is left behind, and the same command ends with
# the bits of a run that nobody disturbed. HEBB_KILLS=N kills N times (make kill: 1000).
. "$(dirname "$0")/shell.sh"
kills=${HEBB_KILLS:-50}
RANDOM=${HEBB_KILL_SEED:-$$}
echo "# seed $RANDOM"
cat > small.yml <<'YAML'
format: 1
title: many small trials
algorithm: sample.noop
replicates: 40
parameters: {size: 16}
sweep: {gain: {from: -5, to: 4.9, step: 0.1}}
YAML
run() { "$hebb_test" run --progress none -o "$@" small.yml; }
stored() { "$hebb_test" plan -o storm small.yml > plan || return 1; sed -nE 's/^ *stored +([0-9]+) done.*/\1/p' plan; }

expect "a run that nobody disturbs" 0 run calm
reference=$("$hebb_test" digest calm/small.h5)
span=1000000000 # microseconds of the quickest of three
for again in 1 2 3; do
    begin=$(date +%s%N); run "again$again"; took=$(( ($(date +%s%N) - begin) / 1000 ))
    [ $took -ge $span ] || span=$took
done

torn=0 unreadable=0 lost=0 different=0 ends=0 before=0
for ((k = 0; k < kills; k++)); do
    run storm 2> /dev/null & pid=$!
    printf -v pause '0.%06d' $(( RANDOM * span / 32768 ))
    sleep "$pause"
    kill -KILL $pid 2> /dev/null
    wait $pid 2> /dev/null; status=$?
    now=$(stored) || torn=$((torn + 1))
    [ "${now:-0}" -ge "$before" ] || lost=$((lost + 1))
    before=${now:-0}
    if [ -e storm/small.h5 ]; then
        digest=$("$hebb_test" digest storm/small.h5) || unreadable=$((unreadable + 1))
    fi
    [ $status = 0 ] || continue
    # It was quicker than the kill: begin anew, from nothing, from the journal or from the result.
    [ "$digest" = "$reference" ] || different=$((different + 1))
    ends=$((ends + 1)) before=0
    case $((ends % 3)) in
    0) rm -r storm ;;
    1) rm storm/small.h5 ;;
    2) rm storm/small.journal ;;
    esac
done
same "no journal became unreadable" $torn 0
same "no trial was lost" $lost 0
same "no result became unreadable" $unreadable 0
same "no run ended with other bits" $different 0
expect "after all kills the same command goes on" 0 run storm
same "to the same bits" "$("$hebb_test" digest storm/small.h5)" "$reference"
same "and nothing is left behind" "$(cd storm && ls -A)" "$(printf 'small.h5\nsmall.journal')"
echo "# $kills kills, $ends ran to the end"
finish

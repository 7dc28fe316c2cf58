#!/usr/bin/env bash
# Where a run meets the world: what is in its place already, closed streams, odd names, overrides that
# come back from a result, more memory than there is.
. "$(dirname "$0")/shell.sh"
printf 'format: 1\ntitle: t\nalgorithm: sample.noop\nreplicates: 2\nsweep: {gain: [1, 2]}\n' > n.yml
run() { "$hebb_test" run -o "$@" n.yml; }
digest() { "$hebb_test" digest "$1"; }
expect "a run" 0 run calm
reference=$(digest calm/n.h5)

# What is no result is not written over.
mkdir garbage; echo "my only copy" > garbage/n.h5
expect "a file of another kind" 6 run garbage
same "stays as it is" "$(cat garbage/n.h5)" "my only copy"
same "and nothing is put beside it" "$(ls -A garbage)" n.h5
cp -r calm cut; truncate -s 20000 cut/n.h5
expect "a result cut short" 6 run cut
contains "can be made again" err 'help: move `cut/n.h5` away: the trials in `cut/n.journal` give it again'
rm cut/n.h5
expect "from the journal" 0 run cut
same "to the bit" "$(digest cut/n.h5)" "$reference"
mkdir version; printf 'hebb journal 2\n\0' > version/n.journal
expect "a journal of another version" 6 run version
contains "is said to be one" err 'journal of another version'
mkdir -p folder/n.journal
expect "a folder where the journal should be" 5 run folder
same "no folder at all" "$("$hebb_test" run -o '' n.yml 2>&1 | head -1)" 'error: `--output` names no folder'

# One result has one config.
mkdir other; sed 's/^title.*/title: another/' n.yml > other/n.yml
expect "two configs of one name" 2 "$hebb_test" run -o names n.yml other/n.yml
contains "are named" err '`n.yml` and `other/n.yml` have one name'
[ ! -e names ] && ok "and nothing ran" || not_ok "something ran"
expect "one config, named twice" 0 "$hebb_test" run -o names n.yml ./n.yml
printf 'format: 1\ntitle: t\nalgorithm: sample.noop\nparameters: {shape: tree, size: 1}\n' > wrong.yml
expect "a point that is not legal, in the second config" 2 "$hebb_test" run -o early n.yml wrong.yml
[ ! -e early ] && ok "is found before the first one runs" || not_ok "the first one ran"

# Streams that are not there.
expect "messages cannot be written" 0 bash -c '"$0" run -o silent n.yml 2>&-' "$hebb_test"
same "and do not go into other files" "$(digest silent/n.h5)" "$reference"
expect "no stream at all" 0 bash -c '"$0" run -o mute n.yml <&- >&- 2>&-' "$hebb_test"
same "changes nothing" "$(digest mute/n.h5)" "$reference"
expect "a table that cannot be written is an error" 5 bash -c '"$0" plan n.yml >&-' "$hebb_test"
expect "neither can help" 5 bash -c '"$0" --help > /dev/full' "$hebb_test"
expect "an empty environment" 0 env -i "$hebb_test" run -o bare n.yml
expect "a comma for decimals" 0 env LC_ALL=de_DE.UTF-8 TZ=Asia/Kathmandu "$hebb_test" run -o comma n.yml
same "neither changes a bit" "$(digest bare/n.h5) $(digest comma/n.h5)" "$reference $reference"
expect "blanks, quotes and other alphabets in paths" 0 run "ä b ☃ 'q\" x/y"
same "keep the bits" "$(digest "ä b ☃ 'q\" x/y/n.h5")" "$reference"

# Overrides come back from the result, whatever is in them.
expect "overrides with line feeds and backslashes" 0 run lines --set $'title="two\n\nlines"' \
    --set 'parameters.label="back\\slash\\n"' --set replicates=3
expect "are read again" 0 "$hebb_test" verify lines/n.h5
contains "as they were" out '6 trials computed again, 0 differ'
rm lines/n.journal
expect "without the journal, too" 0 run lines --set $'title="two\n\nlines"' --set 'parameters.label="back\\slash\\n"' --set replicates=3
contains "nothing is to do" err 'nothing to do for n: stored=6'
expect "nothing to do is JSON where all is" 0 run calm --progress json
same "a line of it" "$(python3 -c 'import json; print(json.load(open("err"))["event"])')" idle

# More memory than there is.
printf 'format: 1\ntitle: t\nalgorithm: sample.heavy\nsweep: {claim: [1000, 1e15]}\n' > large.yml
expect "a trial larger than the machine" 2 "$hebb_test" run -o large large.yml
contains "is refused with its point" err 'a trial of `large` needs 909 TiB at claim=1000000000000000, this machine has'
expect "by plan, too" 2 "$hebb_test" plan large.yml
expect "unless it is left out" 0 "$hebb_test" run -o large --set 'budget.memory=1 GiB' --set over_budget=skip large.yml
expect "which is seen" 0 "$hebb_test" export --level trial large/large.h5
contains "trial by trial" out '^1000000000000000	0	over_budget	nan$'
contains "and timings have quartiles" <(h5dump -n 1 calm/n.h5) 'trial_seconds_upper_quartile'
finish

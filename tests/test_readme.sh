#!/usr/bin/env bash
# The README's console examples do what they show: every `$ ` command of a ```console block runs from a
# copy of the tree, and the lines below it must appear in its output in this order (`...` skips some).
. "$(dirname "$0")/shell.sh"
cp -r "$root/configs" "$root/plots" .
ln -s "$hebb" hebb
awk '/^```console/ {on = 1; next} /^```/ {on = 0} on' "$root/README.md" > examples
command='' expected=()

# Each expected line must follow the one before in the output.
run_example() {
    local line at found
    [ -n "$command" ] || return 0
    bash -c "$command" > out 2> err < /dev/null
    case $? in
    0 | 4) ;; # 4: a check without a baseline, which a first run has not
    *) not_ok "$command: exit status $?"; cat err; return ;;
    esac
    at=1
    for line in "${expected[@]}"; do
        [ "$line" = ... ] && continue
        found=$(tail -n "+$at" out | grep -nxF -- "$line" | head -1 | cut -d: -f1)
        if [ -z "$found" ]; then not_ok "$command does not print: $line"; sed 's/^/    /' out; return; fi
        at=$((at + found))
    done
    ok "$command"
}
while IFS= read -r line; do
    case $line in
    '$ '*) run_example; command=${line#'$ '} expected=() ;;
    *) expected+=("$line") ;;
    esac
done < examples
run_example
[ "$number" -ge 5 ] || not_ok "only $number examples were found"
# Files the README points to exist.
for link in $(grep -oE '\]\([^)]*\)' "$root/README.md" | tr -d '])('); do
    [ -e "$root/$link" ] && ok "$link exists" || not_ok "$link is missing"
done
finish

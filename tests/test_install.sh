#!/usr/bin/env bash
# An installed hebb finds its plots and configs from anywhere, brings its manual page and completion,
# and leaves nothing when it goes.
. "$(dirname "$0")/shell.sh"
make_() { make -s -C "$root" VARIANT="${VARIANT:-release}" BUILD="${BUILD:-build/release}" PREFIX="$scratch/inst" "$@"; }
expect "make install" 0 make_ install
PATH=$scratch/inst/bin:$PATH
mkdir else; cd else || exit 1

expect "its experiments are listed" 0 hebb list
contains "by name" out '^hopfield_capacity '
expect "an experiment that came with it runs by its name" 0 hebb run -p smoke hopfield_one_step_error
expect "and is drawn by its script" 0 hebb plot -o figures results/smoke/hopfield_one_step_error.h5
[ -s figures/hopfield_one_step_error.svg ] && ok "into a figure" || not_ok "no figure"
mkdir deep
printf 'format: 1\ntitle: t\nalgorithm: hopfield.stability\nreplicates: 2\nsweep: {neurons: [100, 200]}\n' > deep/own.yml
expect "a config from elsewhere" 0 hebb run deep/own.yml
expect "is drawn automatically" 0 hebb plot -o figures results/own.h5
cp deep/own.yml hopfield_capacity.yml
expect "what is here comes first" 0 hebb plan hopfield_capacity.yml
contains "before what is installed" out 'hopfield\.stability'
expect "a name that is nowhere" 2 hebb plan hopfield_capacty
contains "is called what it was" err 'cannot open `hopfield_capacty`'

page=$scratch/inst/share/man/man1/hebb.1 completion=$scratch/inst/share/bash-completion/completions/hebb
verbs=$(hebb --help | sed -nE 's/^  ([a-z]+) +.*/\1/p')
missing=; for verb in $verbs; do grep -q "^\.SS \"hebb $verb " "$page" || missing="$missing $verb"; done
same "the manual page has every command" "$missing" ""
contains "and every exit status" "$page" '^\.B 130'
if command -v groff > /dev/null; then same "and roff has no complaint" "$(groff -man -ww -Tutf8 -z "$page" 2>&1)" ""; fi
# shellcheck disable=SC1090
complete_() { (. "$completion"; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _hebb; echo "${COMPREPLY[@]}"); }
same "bash completes commands" "$(complete_ hebb des)" describe
same "options" "$(complete_ hebb run --prof)" --profile
same "algorithms" "$(complete_ hebb describe hopfield.stab)" hopfield.stability
same "and files" "$(complete_ hebb run deep/o)" deep/own.yml

cd "$scratch" || exit 1
expect "make uninstall" 0 make_ uninstall
same "leaves no file" "$(find inst ! -type d)" ""
expect "a package is built under DESTDIR" 0 make_ install DESTDIR="$scratch/stage"
[ -x "$scratch/stage$scratch/inst/bin/hebb" ] && ok "where PREFIX is kept" || not_ok "no hebb under DESTDIR"
finish

#!/usr/bin/env bash
# What object files show: no writable globals, one exported symbol an algorithm, no libm function whose
# bits depend on the library where results are computed.
set -eu
cd "$(dirname "$0")/.."
build=${BUILD:-build/release}
bad=0 count=0

fail() { echo "not ok $1"; bad=1; }

case ${VARIANT:-release} in san) echo "ok symbols are looked at in other variants"; exit 0 ;; esac

# Writable data: signal handlers need two words, nothing else does.
allowed='stop_level|stop_signal'
while IFS= read -r object; do
    count=$((count + 1))
    symbols=$(nm "$object" | awk '$2 ~ /^[bBdDC]$/ {print $3}' | grep -vE "^($allowed)$" | grep -v '^\.' || true)
    # Constant tables with pointers lie in .data.rel.ro, which nm shows as d: ask the section.
    for symbol in $symbols; do
        section=$(objdump -t "$object" | awk -v s="$symbol" '$NF == s {print $(NF-2)}' | head -1)
        case $section in .data.rel.ro*) ;; *) fail "$object has the writable global $symbol ($section)" ;; esac
    done
done <<< "$(find "$build/algorithms" "$build/runner" -name '*.o')"

for object in $(find "$build/algorithms" -name '*.o' -not -path '*/base/*'); do
    name=$(basename "$object" .o) family=$(basename "$(dirname "$object")")
    symbols=$(nm -g --defined-only "$object" | awk '$3 !~ /^\.gomp_critical/ {print $3}')
    [ "$symbols" = "alg_${family}_$name" ] || fail "$object exports: $symbols"
done

# exp, log, ... of libm differ between versions and processors: elementary.h has ours.
while IFS= read -r object; do
    case $object in */elementary*.o) continue ;; esac
    used=$(nm -u "$object" | awk '{print $2}' | grep -xE '(exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos|tan|tanh|sinh|cosh|erf|erfc|lgamma|tgamma|cbrt|hypot|atan|atan2|asin|acos)f?' || true)
    [ -z "$used" ] || fail "$object calls libm's $(echo $used)"
done <<< "$(find "$build/algorithms" -name '*.o')"

[ "$count" -gt 20 ] || fail "only $count objects were seen"
[ "$bad" = 0 ] && echo "ok symbols of $count objects"
exit "$bad"

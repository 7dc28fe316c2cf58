#!/usr/bin/env bash
# What object files show: no writable globals, one exported symbol an algorithm, no libm function whose
# bits depend on the library where results are computed.
set -eu
cd "$(dirname "$0")/.."
build=${BUILD:-build/release}
bad=0 count=0

fail() { echo "not ok $1"; bad=1; }

case ${VARIANT:-release} in san) echo "ok symbols are looked at in other variants"; exit 0 ;; esac

mapfile -t objects < <(find "$build/algorithms" "$build/runner" -name '*.o')
mapfile -t computing < <(find "$build/algorithms" -name '*.o')
count=${#objects[@]}

# Writable data: signal handlers need two words, nothing else does. Constant tables with pointers lie in
# .data.rel.ro. A line of objdump is `VALUE FLAGS SECTION<tab>SIZE NAME`.
allowed='^(stop_level|stop_signal)$'
while read -r object symbol section; do
    fail "$object has the writable global $symbol ($section)"
done < <(objdump -t "${objects[@]}" | awk -F'\t' -v allowed="$allowed" '
    / file format / { sub(/: .*/, ""); object = $0; next }
    { n = split($1, place, " "); m = split($2, name, " "); section = place[n]; symbol = name[m] }
    section ~ /^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)/ && section !~ /^\.data\.rel\.ro/ &&
        symbol !~ /^\./ && symbol !~ allowed { print object, symbol, section }')

for object in "${computing[@]}"; do
    case $object in */base/*) continue ;; esac
    name=$(basename "$object" .o) family=$(basename "$(dirname "$object")")
    symbols=$(nm -g --defined-only "$object" | awk '$3 !~ /^\.gomp_critical/ {print $3}')
    [ "$symbols" = "alg_${family}_$name" ] || fail "$object exports: $symbols"
done

# exp, log, ... of libm differ between versions and processors: elementary.h has ours.
while read -r object used; do
    fail "$object calls libm's $used"
done < <(nm -A -u "${computing[@]}" | sed -nE 's/^(.*\.o): +U ((exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos|tan|tanh|sinh|cosh|erf|erfc|lgamma|tgamma|cbrt|hypot|atan|atan2|asin|acos)f?)$/\1 \2/p' |
    grep -v '/elementary[^/]*\.o ')

[ "$count" -gt 20 ] || fail "only $count objects were seen"
[ "$bad" = 0 ] && echo "ok symbols of $count objects"
exit "$bad"

#!/usr/bin/env bash
# bench/run.sh FOLDER - measures the cases of cases.tsv: every program once a round, in turn, so that a
# machine whose speed drifts slows both sides; the median ratio of the rounds counts. Programs print
# "name value unit" lines. Peers that are not installed are named, not counted.
# HEBB_BENCH_ONLY=WORD measures the cases that contain WORD; HEBB_BENCH_ROUNDS=N (default 3).
set -u
cd "$(dirname "$0")"
folder=$1 rounds=${HEBB_BENCH_ROUNDS:-3}
cases=$(grep -v '^#' cases.tsv | grep -F -- "${HEBB_BENCH_ONLY:-}")
values=$(mktemp)
trap 'rm -f "$values"' EXIT
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
# The distribution's Python, whose packages bench-deps installs, where there are several.
export PYTHON=${PYTHON:-$([ -x /usr/bin/python3 ] && echo /usr/bin/python3 || echo python3)}

run_program() {
    case $1 in
    *.py) command -v "$PYTHON" > /dev/null && (cd .. && "$PYTHON" "bench/$1" 2> /dev/null) ;;
    *.sh) (cd .. && bash "bench/$1" 2> /dev/null) ;;
    *) [ -x "$folder/$1" ] && "$folder/$1" 2> /dev/null ;;
    esac
}

programs=$(awk -F'\t' '{print $2; print $3}' <<< "$cases" | sed 's/:.*//' | grep -v '^=' | awk '!seen[$0]++')
missing=
for round in $(seq "$rounds"); do
    for program in $programs; do
        output=$(run_program "$program") || { [ "$round" = 1 ] && missing="$missing $program"; continue; }
        awk -v p="$program" -v r="$round" 'NF >= 2 {print r "\t" p ":" $1 "\t" $2}' <<< "$output" >> "$values"
    done
done

printf '%-48s %9s %9s %9s %8s %8s\n' case ours peer ratio must goal
awk -F'\t' -v rounds="$rounds" '
    NR == FNR { value[$1, $2] = $3; next }
    {
        n = 0
        for (r = 1; r <= rounds; r++) {
            limit = substr($3, 1, 1) == "="
            if (!((r, $2) in value) || !(limit || (r, $3) in value)) continue
            a = value[r, $2]; b = limit ? substr($3, 2) : value[r, $3]
            ratio[++n] = ($4 == "rate") ? a / b : b / a
            ours[n] = a; peer[n] = b
        }
        if (n == 0) { printf "%-48s %9s %9s %9s %8s %8s  not measured\n", $1, "-", "-", "-", $5, $6; next }
        for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (ratio[j] < ratio[i]) {
            t = ratio[i]; ratio[i] = ratio[j]; ratio[j] = t
            t = ours[i]; ours[i] = ours[j]; ours[j] = t
            t = peer[i]; peer[i] = peer[j]; peer[j] = t
        }
        k = int((n + 1) / 2)
        verdict = ratio[k] >= $6 ? "goal" : ratio[k] >= $5 ? "must" : "below"
        printf "%-48s %9.4g %9.4g %9.3g %8s %8s  %s\n", $1, ours[k], peer[k], ratio[k], $5, $6, verdict
    }' "$values" - <<< "$cases"
[ -z "$missing" ] || echo "not installed or not built:$missing   (make bench-deps)"
exit 0

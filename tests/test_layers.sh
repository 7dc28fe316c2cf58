#!/usr/bin/env bash
# The arrows of the house: which folder may include which, and who owns which library.
set -eu
cd "$(dirname "$0")/.."
bad=0 count=0

# allow FOLDER PATTERN...: every #include "..." in FOLDER must match one of the extended patterns.
allow() {
    folder=$1; shift
    pattern=$(printf '|%s' "$@"); pattern="^(${pattern#|})"
    while IFS= read -r hit; do
        [ -n "$hit" ] || continue
        header=$(sed -E 's/.*#include "([^"]*)".*/\1/' <<< "$hit")
        count=$((count + 1))
        if ! grep -qE "$pattern" <<< "$header"; then
            echo "not ok $hit   ($folder may not include it)"
            bad=1
        fi
    done <<< "$(grep -rnE '#include "' "$folder" --include='*.[ch]' || true)"
}

shared='algorithms/algorithm\.h|algorithms/base/(random|elementary|status|cpu)\.h'
allow algorithms 'algorithms/'
allow runner/config   "$shared" 'runner/config/' 'registry\.inc'
allow runner/plan     "$shared" 'runner/(config|plan)/'
allow runner/execute  "$shared" 'runner/(config|plan|execute)/'
allow runner/store    "$shared" 'runner/(config|plan|execute|store)/' 'version\.inc'
allow runner/analyze  "$shared" 'runner/(config|plan|execute|store|analyze)/'
allow runner/present  "$shared" 'report_css\.inc' 'runner/(config|plan|execute|store|analyze|present)/'

# An algorithm includes base and nothing of its neighbours.
for family in algorithms/*/; do
    [ "$family" = algorithms/base/ ] && continue
    allow "${family%/}" 'algorithms/algorithm\.h' 'algorithms/base/'
done
allow algorithms/base 'algorithms/base/' 'algorithms/algorithm\.h'

# owner HEADER PATTERN: a library's header appears only in files that match.
owner() {
    while IFS= read -r file; do
        [ -n "$file" ] || continue
        count=$((count + 1))
        if ! grep -qE "^($2)" <<< "$file"; then
            echo "not ok $file includes $1   (its owner is $2)"
            bad=1
        fi
    done <<< "$(grep -rlE "#include <$1" algorithms runner --include='*.[ch]' || true)"
}
owner 'yaml\.h' 'runner/config/'
owner 'hdf5' 'runner/store/'
owner 'gsl/' 'runner/analyze/|runner/plan/sample\.c|algorithms/base/'
owner 'sleef\.h' 'algorithms/base/elementary'
owner 'Random123/' 'algorithms/base/random'
owner 'xxhash\.h' 'runner/plan/key'
owner 'omp\.h' 'runner/execute/|algorithms/'

# OpenMP schedules in execute; algorithms use it inside a trial.
while IFS= read -r hit; do
    [ -n "$hit" ] || continue
    echo "not ok $hit   (OpenMP belongs to runner/execute and to algorithms)"
    bad=1
done <<< "$(grep -rnE '#pragma omp (parallel|for|sections|task)' runner --include='*.[ch]' | grep -v '^runner/execute/' || true)"

# Banned calls, and what an algorithm must not do.
while IFS= read -r hit; do
    [ -n "$hit" ] || continue
    echo "not ok $hit   (banned)"
    bad=1
done <<< "$(grep -rn '' algorithms runner --include='*.[ch]' | sed 's/"[^"]*"/""/g' | grep -E '\b(strcpy|strcat|sprintf|strtok|atoi|atof|rand|srand|gets)\(' || true)"
while IFS= read -r hit; do
    [ -n "$hit" ] || continue
    echo "not ok $hit   (an algorithm never prints, exits, opens files or reads the clock)"
    bad=1
done <<< "$(grep -rnE '\b(printf|fprintf|puts|exit|abort|fopen|open|time|clock|clock_gettime|gettimeofday)\(' algorithms --include='*.c' || true)"

[ "$count" -gt 50 ] || { echo "not ok only $count includes were seen: the test looks in the wrong place"; bad=1; }
[ "$bad" = 0 ] && echo "ok arrows and owners ($count includes)"
exit "$bad"

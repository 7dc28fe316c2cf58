#!/usr/bin/env bash
# bench_runner.sh - what the runner itself costs: 100 000 trials that do next to nothing, with key,
# random stream, journal and the HDF5 file. CPU time of the whole process, all threads.
set -eu
hebb=$(realpath "${HEBB_TEST:-build/release/hebb-test}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/noop.yml" <<'YAML'
format: 1
title: next to nothing
algorithm: sample.noop
replicates: 100
parameters: {size: 1}
sweep: {gain: {from: -5, to: 4.99, step: 0.01}}
YAML
cd "$folder"
TIMEFORMAT='%R %U %S'
# seconds COMMAND...: its wall and CPU seconds.
seconds() { { time "$@" > /dev/null 2> /dev/null; } 2>&1 | tail -1; }

read -r wall user system <<< "$(seconds "$hebb" run -j 1 --progress none noop.yml)"
awk -v u="$user" -v s="$system" 'BEGIN {printf "trial %.3f us\n", (u + s) * 10}'
read -r wall user system <<< "$(seconds "$hebb" run --progress none noop.yml)"
awk -v w="$wall" -v u="$user" -v s="$system" 'BEGIN {printf "nothing_to_do %.1f ms\n", (u + s) * 1000; printf "nothing_to_do_wall %.1f ms\n", w * 1000}'
read -r wall user system <<< "$(seconds "$hebb" --help)"
awk -v u="$user" -v s="$system" 'BEGIN {printf "help %.1f ms\n", (u + s) * 1000}'
read -r wall user system <<< "$(seconds "$hebb" plan -o elsewhere --set sweep.gain='[1, 2, 3]' noop.yml)"
awk -v u="$user" -v s="$system" 'BEGIN {printf "plan %.1f ms\n", (u + s) * 1000}'
read -r wall user system <<< "$(seconds "$hebb" check results/noop.h5)"
awk -v u="$user" -v s="$system" 'BEGIN {printf "check %.1f ms\n", (u + s) * 1000}'
# Peak memory of the largest process, from its own accounting.
"${PYTHON:-python3}" - "$hebb" <<'PY' 2> /dev/null || true
import resource, subprocess, sys
subprocess.run([sys.argv[1], "run", "--fresh", "--progress", "none", "noop.yml"], check=True)
print("memory %.1f MB" % (resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000))
PY

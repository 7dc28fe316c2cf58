#!/usr/bin/env python3
"""Hopfield retrieval as it is written in numpy, and in numba where that is installed; one thread.

Zero temperature, a random permutation per sweep, load 0.138, a tenth of the bits reversed. `dot`
multiplies a row of weights at every update, `kept` keeps all fields and adds a row at every flip;
`trial` is `kept` with everything a fresh set of patterns needs. Median CPU time; "name value unit".
"""
import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import time

import numpy as np

LOAD, NOISE = 0.138, 0.1


def make(neurons, random):
    """Patterns (P, N) and weights (N, N) in single precision."""
    patterns = int(round(LOAD * neurons))
    xi = random.integers(0, 2, size=(patterns, neurons), dtype=np.int8) * 2 - 1
    xi = xi.astype(np.float32)
    weights = (xi.T @ xi) / np.float32(neurons)
    np.fill_diagonal(weights, 0)
    return xi, weights


def noisy(pattern, random):
    state = pattern.copy()
    state[random.random(state.size) < NOISE] *= -1
    return state


def recall_dot(weights, state, random):
    changed = True
    while changed:
        changed = False
        for i in random.permutation(state.size):
            sign = 1.0 if weights[i] @ state >= 0 else -1.0
            if sign != state[i]:
                state[i] = sign
                changed = True


def recall_kept(weights, state, random):
    fields = weights @ state
    changed = True
    while changed:
        changed = False
        for i in random.permutation(state.size):
            sign = 1.0 if fields[i] >= 0 else -1.0
            if sign != state[i]:
                fields += weights[i] * (2 * sign)
                state[i] = sign
                changed = True


def numba_recall():
    import numba

    @numba.njit(fastmath=True)
    def sweep_until_quiet(weights, state, fields, seed):
        np.random.seed(seed)
        changed = True
        while changed:
            changed = False
            for i in np.random.permutation(state.size):
                sign = np.float32(1) if fields[i] >= 0 else np.float32(-1)
                if sign != state[i]:
                    for j in range(state.size):
                        fields[j] += 2 * sign * weights[i, j]
                    state[i] = sign
                    changed = True

    def recall(weights, state, random):
        sweep_until_quiet(weights, state, weights @ state, int(random.integers(1 << 31)))

    return recall


def milliseconds(calls, call):
    seconds = []
    for k in range(calls):
        start = time.process_time()
        call(k)
        seconds.append(time.process_time() - start)
    return 1e3 * sorted(seconds)[calls // 2]


def measure(neurons, trials, cues):
    random = np.random.default_rng(neurons)
    xi, weights = make(neurons, random)

    def retrieve(recall):
        return lambda k: recall(weights, noisy(xi[k % len(xi)], random), random)

    def trial(_):
        fresh, fresh_weights = make(neurons, random)
        recall_kept(fresh_weights, noisy(fresh[0], random), random)

    print(f"numpy_dot_{neurons} {milliseconds(cues, retrieve(recall_dot)):.3f} ms")
    print(f"numpy_kept_{neurons} {milliseconds(cues, retrieve(recall_kept)):.3f} ms")
    try:
        compiled = numba_recall()
        compiled(weights, noisy(xi[0], random), random)
        print(f"numba_kept_{neurons} {milliseconds(5 * cues, retrieve(compiled)):.3f} ms")
    except ImportError:
        pass
    print(f"numpy_trial_{neurons} {milliseconds(trials, trial):.3f} ms", flush=True)


if __name__ == "__main__":
    measure(1000, 9, 9)
    measure(10000, 1, 3)

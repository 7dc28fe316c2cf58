#!/usr/bin/env python3
"""The heat bath as it is written in numpy, and in numba where that is installed; one thread.

1000 neurons at temperature 1/2 from a stored pattern, all fields kept and changed by a row of weights
at every flip. Spin updates per CPU second, the median of some networks, the best of some runs of
each; "name value unit".
"""
import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import time

import numpy as np

NEURONS, TEMPERATURE, RUNS = 1000, 0.5, 4
LOADS = (("0.05", 51), ("0.1", 101), ("0.138", 139))


def make(patterns, random):
    """State, fields (N) and weights (N, N) in single precision."""
    xi = (random.integers(0, 2, size=(patterns, NEURONS)) * 2 - 1).astype(np.float32)
    weights = (xi.T @ xi) / np.float32(NEURONS)
    np.fill_diagonal(weights, 0)
    return xi[0].copy(), weights @ xi[0], weights


def sweeps_numpy(state, fields, weights, sweeps, seed):
    random = np.random.default_rng(seed)
    for _ in range(sweeps):
        draws = random.random(NEURONS)
        for i, draw in zip(random.permutation(NEURONS), draws):
            sign = 1.0 if draw * (1.0 + np.exp(-2 * fields[i] / TEMPERATURE)) < 1 else -1.0
            if sign != state[i]:
                fields += weights[i] * (2 * sign)
                state[i] = sign


def sweeps_numba():
    import numba

    @numba.njit(fastmath=True)
    def run(state, fields, weights, sweeps, seed):
        np.random.seed(seed)
        for _ in range(sweeps):
            for i in np.random.permutation(state.size):
                up = np.float32(1) / (np.float32(1) + np.exp(-fields[i] * np.float32(2 / TEMPERATURE)))
                sign = np.float32(1) if np.random.random() < up else np.float32(-1)
                if sign != state[i]:
                    for j in range(state.size):
                        fields[j] += 2 * sign * weights[i, j]
                    state[i] = sign

    return run


def rate(run, patterns, sweeps, networks):
    rates = []
    for k in range(networks):
        state, fields, weights = make(patterns, np.random.default_rng(k))
        best = 0
        for _ in range(RUNS):
            start = time.process_time()
            run(state, fields, weights, sweeps, k)
            best = max(best, NEURONS * sweeps / (time.process_time() - start))
        rates.append(best)
    return 1e-6 * sorted(rates)[networks // 2]


if __name__ == "__main__":
    for name, patterns in LOADS:
        print(f"numpy_{name} {rate(sweeps_numpy, patterns, 10, 3):.3f} M/s")
    try:
        compiled = sweeps_numba()
        compiled(*make(5, np.random.default_rng(0)), 1, 0)
        for name, patterns in LOADS:
            print(f"numba_{name} {rate(compiled, patterns, 300, 5):.1f} M/s", flush=True)
    except ImportError:
        pass

#!/usr/bin/env python3
"""Normals per CPU second of numpy (and torch, where it is installed), one thread.
Prints "name value unit"; pairs with `normals` of bench_random."""
import os

os.environ["OMP_NUM_THREADS"] = "1"

import time

import numpy as np

COUNT, REPEATS, CALLS = 1 << 18, 21, 8


def rate(make):
    """Billions of numbers per CPU second, the median of the repeats."""
    make()
    seconds = []
    for _ in range(REPEATS):
        start = time.process_time()
        for _ in range(CALLS):
            make()
        seconds.append(time.process_time() - start)
    return 1e-9 * CALLS * COUNT / sorted(seconds)[REPEATS // 2]


def main():
    single = np.empty(COUNT, dtype=np.float32)
    for name, bits in [("pcg64", np.random.PCG64), ("philox", np.random.Philox)]:
        generator = np.random.Generator(bits(1))
        value = rate(lambda: generator.standard_normal(dtype=np.float32, out=single))
        print(f"numpy_{name} {value:.3f} G/s")
    try:
        import torch
    except ImportError:
        return
    torch.set_num_threads(1)
    print(f"torch {rate(lambda: torch.randn(COUNT)):.3f} G/s")


if __name__ == "__main__":
    main()

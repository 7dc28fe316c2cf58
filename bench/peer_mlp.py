#!/usr/bin/env python3
"""Forward and backward pass of deep tanh networks in numpy (and torch, where it is installed), batch
128, one thread: billions of floating-point operations per CPU second (6 batch width^2 per layer).
Prints "name value unit"; pairs with bench_mlp."""
import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import time

import numpy as np

BATCH, REPEATS = 128, 21
CASES = [(64, 20, 10), (256, 20, 2), (1024, 4, 1)]  # width, depth, passes timed together


def rate(one_pass, width, depth, calls):
    one_pass()
    seconds = []
    for _ in range(REPEATS):
        start = time.process_time()
        for _ in range(calls):
            one_pass()
        seconds.append((time.process_time() - start) / calls)
    return 1e-9 * 6.0 * BATCH * width * width * depth / sorted(seconds)[REPEATS // 2]


def parameters(width, depth):
    generator = np.random.default_rng(0)
    weights = [generator.uniform(-1, 1, (width, width)).astype(np.float32) * np.float32((3 / width) ** 0.5) for _ in range(depth)]
    return weights, generator.standard_normal((BATCH, width)).astype(np.float32)


def numpy_pass(weights, x):
    biases = [np.zeros(w.shape[0], np.float32) for w in weights]

    def one_pass():
        h = [x]
        for w, b in zip(weights, biases):
            h.append(np.tanh(h[-1] @ w.T + b))
        delta = h[-1] * (1 - h[-1] ** 2)
        gradients = [None] * len(weights)
        for l in range(len(weights) - 1, -1, -1):
            gradients[l] = (delta.T @ h[l], delta.sum(0))
            back = delta @ weights[l]
            if l:
                delta = back * (1 - h[l] ** 2)
        return gradients, back

    return one_pass


def torch_pass(torch, weights, x):
    layers = [part for w in weights for part in (torch.nn.Linear(*w.shape), torch.nn.Tanh())]
    model = torch.nn.Sequential(*layers)
    with torch.no_grad():
        for layer, w in zip(layers[::2], weights):
            layer.weight.copy_(torch.from_numpy(w))
            layer.bias.zero_()
    inputs = torch.from_numpy(x).requires_grad_(True)

    def one_pass():
        for p in model.parameters():
            p.grad = None
        inputs.grad = None
        y = model(inputs)
        (0.5 * (y * y).sum()).backward()

    return one_pass


def main():
    try:
        import torch

        torch.set_num_threads(1)
    except ImportError:
        torch = None
    for width, depth, calls in CASES:
        weights, x = parameters(width, depth)
        print(f"numpy_{width} {rate(numpy_pass(weights, x), width, depth, calls):.2f} GF/s")
        if torch:
            print(f"torch_{width} {rate(torch_pass(torch, weights, x), width, depth, calls):.2f} GF/s")


if __name__ == "__main__":
    main()

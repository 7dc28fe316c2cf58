#!/usr/bin/env python3
"""Attention with 64 dimensions, one head, as it is written in numpy, and in torch and onnxruntime where
those are installed; one thread. 10^9 operations per CPU second, medians; "name value unit"."""
import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import time

import numpy as np

DIM, REPEATS = 64, 9


def in_numpy(q, k, v):
    """The scores are overwritten step by step: the fastest way to write it."""
    scores = q @ k.T
    scores *= np.float32(1 / np.sqrt(DIM))
    scores -= scores.max(-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(-1, keepdims=True)
    return scores @ v


def in_torch(q, k, v):
    import torch

    torch.set_num_threads(1)
    q, k, v = map(torch.from_numpy, (q, k, v))

    def call():
        with torch.no_grad():
            return torch.softmax(q @ k.T / DIM**0.5, -1) @ v

    return call


def in_onnxruntime(q, k, v):
    import onnx
    import onnxruntime
    from onnx import TensorProto, helper

    names = ["query", "key", "value"]
    shape = [1, len(q), DIM]
    node = helper.make_node(
        "MultiHeadAttention", names, ["out"], domain="com.microsoft", num_heads=1
    )
    inputs = [helper.make_tensor_value_info(n, TensorProto.FLOAT, shape) for n in names]
    output = helper.make_tensor_value_info("out", TensorProto.FLOAT, shape)
    graph = helper.make_graph([node], "attention", inputs, [output])
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    feed = dict(zip(names, (x[None] for x in (q, k, v))))
    return lambda: session.run(None, feed)


def rate(call, n):
    """10^9 operations per CPU second, the median of the repeats."""
    flops = 4.0 * n * n * DIM
    calls = 1 + int(3e8 / flops)
    call()
    seconds = []
    for _ in range(REPEATS):
        start = time.process_time()
        for _ in range(calls):
            call()
        seconds.append((time.process_time() - start) / calls)
    return 1e-9 * flops / sorted(seconds)[REPEATS // 2]


def main():
    random = np.random.default_rng(1)
    for n in (1024, 4096):
        q, k, v = (random.standard_normal((n, DIM), dtype=np.float32) for _ in range(3))
        print(f"numpy_{n} {rate(lambda: in_numpy(q, k, v), n):.3f} Gflop/s")
        for name, make in (("torch", in_torch), ("onnxruntime", in_onnxruntime)):
            try:
                call = make(q, k, v)
            except ImportError:
                continue
            print(f"{name}_{n} {rate(call, n):.3f} Gflop/s", flush=True)


if __name__ == "__main__":
    main()

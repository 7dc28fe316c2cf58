#!/usr/bin/env python3
"""What users write instead of a runner: a loop that appends each trial's five numbers to an HDF5 file."""
import os
import tempfile
import time

import h5py
import numpy as np

TRIALS = 2000
generator = np.random.Generator(np.random.PCG64(1))

with tempfile.TemporaryDirectory() as folder:
    start = time.process_time()
    with h5py.File(os.path.join(folder, "trials.h5"), "w") as f:
        data = f.create_dataset("values", (0, 5), maxshape=(None, 5), chunks=(64, 5), dtype="f8")
        for i in range(TRIALS):
            data.resize(i + 1, axis=0)
            data[i] = generator.random(5)
    print("h5py_append %.1f us" % (1e6 * (time.process_time() - start) / TRIALS))
    start = time.process_time()
    values = np.array([generator.random(5) for _ in range(50 * TRIALS)])
    with h5py.File(os.path.join(folder, "once.h5"), "w") as f:
        f["values"] = values
    print("h5py_once %.2f us" % (1e6 * (time.process_time() - start) / (50 * TRIALS)))

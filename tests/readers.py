"""Opens the sample result as people do and holds it to what the test that wrote it put in."""

import shutil
import sys
import tempfile
import warnings

import h5py
import netCDF4
import numpy as np
import xarray

path = sys.argv[1]
bad = 0


def check(name, truth):
    global bad
    if not truth:
        bad = 1
    print("ok" if truth else "not ok", name)


def level(trial):
    return trial + 0.5


# ---- xarray: named coordinates, selection by value, nothing dropped, nothing decoded to what it is not

with warnings.catch_warnings():
    warnings.simplefilter("error")
    ds = xarray.open_dataset(path)
    ds.load()
check("xarray has the axes as dimensions", ds["level"].dims == ("label", "flip", "gain_size", "replicate"))
check("xarray has the metric's own dimension",
      ds["wave"].dims == ("label", "flip", "gain_size", "replicate", "cell"))
check("xarray selects texts", ds["level"].sel(label="é", flip="false").isel(gain_size=0, replicate=2).item() == level(2))
check("xarray selects numbers", ds["level"].sel(label="plain", flip="true", replicate=1)[1].item() == level(31))
check("xarray takes a mean by name", ds["level"].mean("replicate").dims == ("label", "flip", "gain_size"))
check("zip parameters are coordinates",
      ds["gain"].dims == ds["size"].dims == ("gain_size",) and {"gain", "size"} <= set(ds["level"].coords))
zipped = ds.set_index(gain_size=["gain", "size"])
check("zip parameters select", zipped["level"].sel(gain=0.1, size=4, label="é", flip="false")
      .isel(replicate=0).squeeze().item() == level(3))
check("missing trials are NaN", np.isnan(ds["level"].values.ravel()[5]))
check("padding is NaN", np.isnan(ds["wave"].values[0, 0, 0, 0, 2:]).all())
check("theory has no replicate", ds["level_theory"].dims == ("label", "flip", "gain_size"))
check("every variable of the root is seen",
      set(ds.variables) == {"label", "flip", "gain", "size", "replicate", "cell", "level", "above", "wave",
                            "level_theory", "wave_theory", "trial_status"})
check("units and names", ds["size"].attrs["units"] == "cells"
      and ds["level"].attrs["long_name"] == "a uniform random number plus gain"
      and ds["level"].attrs["kind"] == "measured")
check("whole numbers stay whole", ds["replicate"].dtype == np.int64 and ds["size"].dtype == np.int64)
status = ds["trial_status"]
check("status is int8 with flags", status.dtype == np.int8
      and dict(zip(status.attrs["flag_meanings"].split(), status.attrs["flag_values"]))
      == {"ok": 0, "failed": 1, "missing": 2, "over_budget": 3})
check("status values", list(status.values.ravel()[[0, 5, 7, 11]]) == [0, 2, 1, 1])
check("attributes of the file", ds.attrs["Conventions"] == "CF-1.10" and ds.attrs["title"] == "A sample — with é"
      and ds.attrs["experiment"] == "sample" and "format: 1" in ds.attrs["config"] and len(ds.attrs["digest"]) == 32)

timing = xarray.open_dataset(path, group="timing")
check("seconds stay numbers", timing["trial_seconds"].dtype == np.float64
      and timing["trial_seconds"].attrs["units"] == "s" and timing["trial_seconds"].values.ravel()[2] == 0.003)
trials = xarray.open_dataset(path, group="trials")
keys = trials["key"].values.ravel()
check("keys are words of 32 digits", trials["key"].dims == ("label", "flip", "gain_size", "replicate")
      and len(set(keys)) == 36 and all(len(str(k)) == 32 for k in keys) and "b'" not in str(keys[0]))
check("errors are texts", trials["error"].values.ravel()[7] == "no convergence in Zürich")
summary = xarray.open_dataset(path, group="summary")
check("summaries have the axes", summary["level_mean"].dims == ("label", "flip", "gain_size"))
derived = xarray.open_dataset(path, group="derived/alpha_c")
check("derived numbers", derived["value"].item() == 0.138 and "α" in derived["value"].attrs["method"])

# ---- netCDF4: groups find their dimensions in the root

with netCDF4.Dataset(path) as nc:
    found = {d: nc.dimensions[d].size for d in ("label", "flip", "gain_size", "replicate", "cell")}
    check("netCDF4 dimensions", found == {"label": 2, "flip": 2, "gain_size": 3, "replicate": 3, "cell": 4})
    check("netCDF4 reads texts", list(nc["label"][:]) == ["é", "plain"])
    check("netCDF4 masks what is missing", np.ma.is_masked(nc["level"][:].ravel()[5])
          or np.isnan(nc["level"][:].ravel()[5]))
    check("netCDF4 sees the groups", {"summary", "derived", "trials", "timing", "provenance"} == set(nc.groups))
    check("netCDF4 keeps the order of axes", list(nc.dimensions)[:4] == ["label", "flip", "gain_size", "replicate"])
    check("provenance", nc["provenance"].command_line == "hebb run sample.yml"
          and nc["provenance"].started.endswith("Z"))

# ---- h5py: scales on every dimension

with h5py.File(path, "r") as f:
    bare = []

    def visit(name, item):
        if isinstance(item, h5py.Dataset) and item.attrs.get("CLASS") != b"DIMENSION_SCALE":
            bare.extend(f"{name}[{i}]" for i, d in enumerate(item.dims) if len(d) != 1)

    f.visititems(visit)
    check("h5py finds one scale on every dimension" + "".join(" " + b for b in bare), not bare)
    scales = [f["level"].dims[i][0].name for i in range(4)]
    check("h5py names the dimensions", scales == ["/label", "/flip", "/gain_size", "/replicate"])
    check("h5py values", f["level"][1, 1, 1, 1] == level(31) and f["label"].asstr()[0] == "é")

# ---- and netCDF4 can add to a copy, as the order of links is tracked

with tempfile.TemporaryDirectory() as folder:
    copy = folder + "/copy.h5"
    shutil.copy(path, copy)
    with netCDF4.Dataset(copy, "a") as nc:
        nc.createVariable("note", "f8", ("label",))[:] = [1, 2]
    check("netCDF4 can append", xarray.open_dataset(copy)["note"].sel(label="plain").item() == 2)

sys.exit(bad)

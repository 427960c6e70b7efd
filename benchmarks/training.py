"""The training recipe at the model card's size: 633,207 frames of 34,854 videos, 3 folds.

    uv run --group training python -m benchmarks.training [--frames 60000]

The frames are made from the bundled model: a face of its own for each video, expressions, head
pose, noise. Limit: 2.5 times reading the bytes once and the bare matrix products. For comparison
PLSRegression at sizes that it can do, and products in single precision. Needs 4 GB of disk.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from blendshape_face.data.anatomy.topology import COORDINATES, LANDMARKS
from blendshape_face.data.model import FaceModel

from training.bundled.arkit_model import OUTPUT as ARKIT
from training.fit.blocks import BLOCK, block_of, blocks_of
from training.fit.plan import make_plan
from training.fit.recipe import index_shards, make_shared
from training.fit.regression import Moments, fit
from training.fit.running import here, threads
from training.fit.settings import Settings
from training.fit.sums import Products
from training.frames.shards import Shard, find_shards
from training.frames.synthetic import make_shards

FRAMES, GROUPS = 633_207, 34_854
SHARD = 50_000
LIMIT = 2.5
ROUNDS = 3
INPUTS = 1 + 4 * 52 + 3
PLS_SIZES = (500, 1000, 2000)
_CHUNK = 4 << 20


def read_once(shards: list[Shard]) -> int:
    """Read all bytes of the shards; returns their number."""
    size, buffer = 0, bytearray(_CHUNK)
    for shard in shards:
        for path in (shard.path, shard.meshes_path, shard.anchors_path):
            with path.open("rb", buffering=0) as file:
                while read := file.readinto(buffer):
                    size += read
    return size


def bare_products(frames: int, dtype: type) -> None:
    """X'X and X'Y of so many frames, block by block on all cores."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(BLOCK, INPUTS)).astype(dtype)
    y = rng.normal(size=(BLOCK, COORDINATES)).astype(dtype)
    with threads() as each:
        for _ in each(lambda _: (x.T @ x, x.T @ y), range(frames // BLOCK)):
            pass


def recipe(folder: Path) -> None:
    """The command as a user gives it, start of Python and all."""
    command = [sys.executable, "-m", "training", "fit", str(folder), "--no-report"]
    work = tempfile.mkdtemp(dir=folder)  # nothing done yet
    command += ["--output", str(folder / "model.npz"), "--work", work]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def timed(work: Callable[[], object]) -> np.ndarray:
    """Seconds by the clock and of the processors, other processes' work included."""
    began = time.perf_counter(), _processors()
    work()
    return np.array([time.perf_counter() - began[0], _processors() - began[1]])


def _processors() -> float:
    usage = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in usage)


def precision(folder: Path) -> None:
    """The sums of one shard in double and single precision against least squares by QR."""
    settings, shards = Settings(), find_shards([folder])[:1]
    with threads() as each:
        plan = make_plan(shards, index_shards(shards, settings, folder, here(each)), settings, each)
    shared, job = make_shared(plan, settings), plan.job(0)
    columns, meshes = shards[0].columns(shared.features), shards[0].meshes(job.count)
    blocks = [
        tuple(part.copy() for part in block_of(job, columns, meshes, shared, chosen))
        for chosen in blocks_of(job)
    ]
    x, y = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    spread = np.where((s := x.std(axis=0)) > 0, s, 1)
    spread[0] = 1
    expected = (x / spread) @ np.linalg.lstsq(x / spread, y)[0]
    for dtype in (np.float64, np.float32):
        sums = Products.zeros(1, x.shape[1] - 1).total()
        for a, b in blocks:
            sums.add(Products.of(a.astype(dtype), b.astype(dtype)))
        zero = np.zeros(x.shape[1] - 1), np.zeros(COORDINATES)
        found = fit(Moments.of(sums, None, *zero))
        worst = np.abs(x[:, 1:] @ found.coef + found.intercept - expected).max()
        print(f"{np.dtype(dtype)}: predictions off by {worst:.1e} at most, of {np.ptp(y):.0f}")


def pls(frames: int) -> float:
    """Seconds that PLSRegression would take, in proportion to the largest size done."""
    from sklearn.cross_decomposition import (
        PLSRegression,
    )

    rng, seconds = np.random.default_rng(2), 0.0
    for count in PLS_SIZES:
        x = rng.normal(size=(count, INPUTS - 1))
        y = x @ rng.normal(size=(x.shape[1], COORDINATES)) + rng.normal(size=(count, COORDINATES))
        model = PLSRegression(n_components=x.shape[1], scale=True)
        seconds, _processors = timed(lambda x=x, y=y, model=model: model.fit(x, y))
        print(f"PLSRegression, {count} frames: {seconds:.0f} s", flush=True)
    return seconds / PLS_SIZES[-1] * frames


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=FRAMES)
    parser.add_argument("--folder", type=Path, help="where to make the frames, deleted afterwards")
    parser.add_argument("--no-pls", dest="pls", action="store_false")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
        folder = Path(name)
        space = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
        needed = arguments.frames * (LANDMARKS * 12 + 700)
        if space < needed:
            sys.exit(f"{needed >> 20} MB are needed in {folder}; give fewer --frames")
        groups = max(3, round(arguments.frames * GROUPS / FRAMES))
        make_shards(folder, FaceModel.load(ARKIT), arguments.frames, groups, SHARD)
        shards = find_shards([folder])
        print(f"{arguments.frames} frames, {read_once(shards) >> 20} MB")
        rounds = [
            [
                timed(lambda: read_once(shards)),
                timed(lambda: bare_products(arguments.frames, np.float64)),
                timed(lambda: bare_products(arguments.frames, np.float32)),
                timed(lambda: recipe(folder)),
            ]
            for _ in range(ROUNDS)
        ]
        medians = np.median(rounds, axis=0)
        titles = "reading once", "X'X and X'Y", "in single precision", "the recipe"
        for title, (clock, processors) in zip(titles, medians, strict=True):
            print(f"{title:20} {clock:8.1f} s, {processors:8.1f} s of processors")
        ratios = [round_[3] / (round_[0] + round_[1]) for round_ in rounds]
        ratio, of_processors = np.median(ratios, axis=0)
        megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
        print(f"{megabytes} MB of memory at most")
        print(f"ratio {ratio:.2f} (limit {LIMIT}), of processor time {of_processors:.2f}")
        precision(folder)
    if arguments.pls:
        whole = pls(arguments.frames)
        print(
            f"PLSRegression, extrapolated {whole:.0f} s, {whole / medians[3, 0]:.0f} times as long"
        )


if __name__ == "__main__":
    main()

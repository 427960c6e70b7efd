"""What benchmarks.training times: the recipe, its bare pieces, and PLSRegression."""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from blendshape_face.data.anatomy.topology import COORDINATES
from blendshape_face.data.bundled import bundled
from sklearn.cross_decomposition import PLSRegression

from benchmarks.harness import peak_megabytes
from training.fit.blocks import BLOCK, load_block, split_into_blocks
from training.fit.plan import make_plan
from training.fit.products import Products
from training.fit.recipe import index_shards
from training.fit.regression import Moments, fit
from training.fit.running import here, threads
from training.fit.settings import Settings
from training.fit.shared import make_shared
from training.frames.shards import Shard, find_shards
from training.frames.synthetic import make_shards

FRAMES_A_GROUP = 633_207 / 34_854
"""Of the model card's videos."""
FOLDS = 3
SHARD = 50_000
"""Frames in each."""
LIMIT = 2.5
ROUNDS = 3
INPUTS = 1 + 4 * 52 + 3
"""Ones, features and their products with three angles, and the angles."""
PLS_SIZES = (500, 1000, 2000)
"""Frames; the time grows in proportion from the second on."""
_CHUNK = 4 << 20
"""Bytes read at once."""
_POLL = 0.05
"""Seconds between looks at the memory of the recipe."""


class Times(NamedTuple):
    """Seconds by the clock, and of the processors, other processes' work included."""

    clock: float
    processors: float


def compare_recipe(
    folder: Path,
    frames: int,
) -> float:
    """Make frames in a folder, print all times and their ratio; returns the recipe's seconds."""
    # Fewer groups than folds could not be dealt.
    groups = max(FOLDS, round(frames / FRAMES_A_GROUP))
    make_shards(
        folder,
        bundled(),
        frames,
        groups,
        SHARD,
    )
    shards = find_shards([folder])
    print(f"{frames} frames, {read_once(shards) >> 20} MB")

    peaks: list[float] = []
    works: dict[str, Callable[[], object]] = {
        "reading once": lambda: read_once(shards),
        "X'X and X'Y": lambda: multiply(frames, np.float64),
        "in single precision": lambda: multiply(frames, np.float32),
        "the recipe": lambda: peaks.append(run_recipe(folder)),
    }
    # Rounds alternate them, so that all meet the same load.
    rounds = []
    for _ in range(ROUNDS):
        rounds.append([time_of(work) for work in works.values()])
    medians = np.median(rounds, axis=0)
    for title, (clock, processors) in zip(works, medians, strict=True):
        print(f"{title:20} {clock:8.1f} s, {processors:8.1f} s of processors")

    reading, products, _single, recipe = np.moveaxis(np.array(rounds), 1, 0)
    ratio, of_processors = np.median(recipe / (reading + products), axis=0)
    print(f"{max(peaks):.0f} MB of memory at most")
    print(f"ratio {ratio:.2f} (limit {LIMIT}), of processor time {of_processors:.2f}")
    return np.median(recipe[:, 0])


def read_once(shards: list[Shard]) -> int:
    """Read all bytes of the shards; returns their number."""
    size = 0
    buffer = bytearray(_CHUNK)
    for shard in shards:
        for path in (shard.path, shard.meshes_path, shard.anchors_path):
            # No buffer of Python's, which would copy every byte once more.
            with path.open("rb", buffering=0) as file:
                while read := file.readinto(buffer):
                    size += read
    return size


def multiply(
    frames: int,
    dtype: type,
) -> None:
    """X'X and X'Y of so many frames, block by block on all cores; X (n, 212) and Y (n, 1434)."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(BLOCK, INPUTS)).astype(dtype)
    y = rng.normal(size=(BLOCK, COORDINATES)).astype(dtype)

    def multiply_block(_number: int) -> tuple[np.ndarray, np.ndarray]:
        """(212, 212) and (212, 1434)."""
        return x.T @ x, x.T @ y

    with threads() as each:
        for _products in each(multiply_block, range(frames // BLOCK)):
            pass


def run_recipe(folder: Path) -> float:
    """The command as a user gives it, start of Python and all; returns its peak in MB."""
    # A new folder, in which nothing is done yet.
    work = tempfile.mkdtemp(dir=folder)
    command = [
        sys.executable,
        *("-m", "training", "fit", str(folder), "--no-report"),
        *("--output", str(folder / "model.npz")),
        *("--work", work),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    # While it runs: what the system tells afterwards counts what was this process's before.
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, peak_megabytes(process.pid))
        time.sleep(_POLL)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return peak


def time_of(work: Callable[[], object]) -> Times:
    """Do it once."""
    began = time.perf_counter()
    processors_began = _processor_seconds()
    work()
    return Times(
        clock=time.perf_counter() - began,
        processors=_processor_seconds() - processors_began,
    )


def _processor_seconds() -> float:
    """Of this process and of those that it has started and that have ended."""
    seconds = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        usage = resource.getrusage(who)
        seconds += usage.ru_utime + usage.ru_stime
    return seconds


def print_precision(folder: Path) -> None:
    """The sums of one shard in double and single precision against least squares by QR."""
    blocks = load_blocks(folder)
    a = np.concatenate([block[0] for block in blocks])
    y = np.concatenate([block[1] for block in blocks])
    expected = least_squares(a, y)
    for dtype in (np.float64, np.float32):
        found = predict_from_sums(blocks, a, dtype)
        worst = np.abs(found - expected).max()
        print(f"{np.dtype(dtype)}: predictions off by {worst:.1e} at most, of {np.ptp(y):.0f}")


def load_blocks(folder: Path) -> list[tuple[np.ndarray, np.ndarray]]:
    """a (n, 212) and y (n, 1434), less the shift, of all blocks of the folder's first shard."""
    settings = Settings()
    shard = find_shards([folder])[0]
    with threads() as each:
        files = index_shards(
            [shard],
            settings,
            folder,
            here(each),
        )
        plan = make_plan(
            [shard],
            files,
            settings,
            each,
        )
    shared = make_shared(plan, settings)
    job = plan.job(0)
    columns = shard.columns(shared.features)
    meshes = shard.meshes(job.count)
    blocks = []
    for chosen in split_into_blocks(job):
        a, y = load_block(job, columns, meshes, shared, chosen)
        # Both are buffers that the next block overwrites.
        blocks.append((a.copy(), y.copy()))
    return blocks


def least_squares(
    a: np.ndarray,
    y: np.ndarray,
) -> np.ndarray:
    """What the best coefficients predict, (n, 1434), for a (n, 212) and y (n, 1434)."""
    # Of one size, inputs are as far from being dependent as they can be; ones have no spread.
    spread = a.std(axis=0)
    spread = np.where(spread > 0, spread, 1)
    scaled = a / spread
    coef = np.linalg.lstsq(scaled, y)[0]
    return scaled @ coef


def predict_from_sums(
    blocks: list[tuple[np.ndarray, np.ndarray]],
    a: np.ndarray,
    dtype: type,
) -> np.ndarray:
    """What a fit to products in some precision predicts, (n, 1434), for a (n, 212)."""
    inputs = a.shape[1] - 1
    sums = Products.zeros(1, inputs).total()
    for block_a, block_y in blocks:
        sums.add(Products.of(block_a.astype(dtype), block_y.astype(dtype)))
    # The blocks keep their shift on both sides.
    moments = Moments.of(
        sums,
        None,
        np.zeros(inputs),
        np.zeros(COORDINATES),
    )
    found = fit(moments)
    return a[:, 1:] @ found.coef + found.intercept


def seconds_of_pls(frames: int) -> float:
    """Seconds that PLSRegression would take, in proportion to the largest size done."""
    rng = np.random.default_rng(2)
    inputs = INPUTS - 1
    seconds = 0.0
    for count in PLS_SIZES:
        x = rng.normal(size=(count, inputs))
        noise = rng.normal(size=(count, COORDINATES))
        y = x @ rng.normal(size=(inputs, COORDINATES)) + noise
        # All components: only then is it what the recipe comes to.
        model = PLSRegression(n_components=inputs, scale=True)
        seconds = time_of(lambda model=model, x=x, y=y: model.fit(x, y)).clock
        print(f"PLSRegression, {count} frames: {seconds:.0f} s", flush=True)
    return seconds / PLS_SIZES[-1] * frames

"""Keys left and time taken by the key reduction, for the bundled recording and twenty minutes.

The long take is the recording played to and fro a little slower, so that no two passes agree.
"""

import resource
import time

import numpy as np
from blendshape_face.data.model import FaceModel
from blendshape_face.data.motion.reduction import reduce_keys
from blendshape_face.data.takes import Take, read_take

from benchmarks.harness import options
from tools.paths import ROOT

ASSETS = ROOT / "data" / "assets"
LONG = 36_000
"""Frames: twenty minutes at 30 fps."""
SPEED = 0.987
"""Frames of the recording in one of the long take."""
TIGHT = 1e-4
LOOSE = 1e-3
"""Meters that no vertex may be off."""


def main() -> None:
    """Print keys and seconds of each, and the memory of all."""
    options("reduction", __doc__).parse_args()
    shapes = FaceModel.load(ASSETS / "models" / "arkit.npz").blender_basis().shapes
    take = read_take(ASSETS / "samples" / "mediapipe_wolfgang.csv")
    short = columns_of(take)
    long = to_and_fro(short)
    for values, bound in ((short, TIGHT), (short, LOOSE), (long, TIGHT)):
        began = time.perf_counter()
        keys = reduce_keys(values, shapes, bound)
        seconds = time.perf_counter() - began
        kept = sum(map(len, keys))
        print(
            f"{len(values):6} frames at {bound * 1e3:g} mm: {seconds:6.2f} s, "
            f"{kept:7} of {values.size:8} keys kept ({kept / values.size:.1%})"
        )
    # Linux tells kilobytes.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{peak / 1024:.0f} MB at most")


def columns_of(take: Take) -> np.ndarray:
    """The values (frames, 55) of the channels and of head pose, in the order of the model."""
    assert take.head is not None
    return np.concatenate([take.values, take.head], axis=1)


def to_and_fro(short: np.ndarray) -> np.ndarray:
    """Values (frames, 55) as values (LONG, 55), forward and backward by turns."""
    frames = np.arange(len(short))
    last = len(short) - 1
    # From the end at 0 back to the start at `last`, and to the end again at 2 last.
    phases = np.arange(LONG) * SPEED % (2 * last)
    moments = np.abs(phases - last)
    columns = [np.interp(moments, frames, column) for column in short.T]
    return np.stack(columns, axis=1)


if __name__ == "__main__":
    main()

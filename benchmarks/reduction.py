"""Keys left and time taken by the key reduction, for the bundled recording and twenty minutes.

The long take is the recording played to and fro a little slower, so that no two passes agree.
"""

import resource
import time
from pathlib import Path

import numpy as np

ASSETS = Path(__file__).resolve().parents[1] / "data" / "assets"
LONG = 36_000
"""Frames: twenty minutes at 30 fps."""


def main() -> None:
    from blendshape_face.data.model import FaceModel
    from blendshape_face.data.motion.reduction import reduce_keys
    from blendshape_face.data.takes import read_take

    take = read_take(ASSETS / "samples" / "mediapipe_wolfgang.csv")
    shapes = FaceModel.load(ASSETS / "models" / "arkit.npz").blender_basis().shapes
    short = np.concatenate([take.values, take.head], axis=1)
    last = len(short) - 1
    moments = np.abs(np.arange(LONG) * 0.987 % (2 * last) - last)
    long = np.stack([np.interp(moments, np.arange(len(short)), c) for c in short.T], axis=1)
    for values, bound in ((short, 1e-4), (short, 1e-3), (long, 1e-4)):
        began = time.perf_counter()
        kept = sum(map(len, reduce_keys(values, shapes, bound)))
        seconds = time.perf_counter() - began
        print(
            f"{len(values):6} frames at {bound * 1e3:g} mm: {seconds:6.2f} s, "
            f"{kept:7} of {values.size:8} keys kept ({kept / values.size:.1%})"
        )
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")


if __name__ == "__main__":
    main()

"""The main job on the bundled recording: leaves out/demo.blend and out/demo.mp4."""

import os
import sys
import time

from tools.blender import start_extension
from tools.paths import ROOT

TAKE = ROOT / "data" / "assets" / "samples" / "mediapipe_wolfgang.csv"
OUT = ROOT / "out"

# Where the recorded woman looks around, in seconds.
FILM_START = "6.2"
FILM_SECONDS = "6"


def main() -> int:
    """The exit code: 0 where both files are there."""
    began = time.monotonic()
    start_extension()
    # Needs Blender, which start_extension may find missing and say how to get.
    from blendshape_face import cli

    scene = OUT / "demo.blend"
    film = OUT / "demo.mp4"
    code = cli.main(
        [
            "bake",
            str(TAKE),
            "--output",
            str(scene),
            "--render",
            str(film),
            "--turn-head",
            "--start",
            FILM_START,
            "--seconds",
            FILM_SECONDS,
        ]
    )
    if code == 0:
        seconds = time.monotonic() - began
        print(f"Done in {seconds:.0f} s. Open {scene} in Blender, watch {film}")
    return code


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    # Blender as a module now and then hangs when the interpreter tears it down.
    os._exit(code)

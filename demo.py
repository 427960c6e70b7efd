"""The main job on the bundled recording: leaves out/demo.blend and out/demo.mp4."""

import os
import sys
import time

from tools.blender import start_extension
from tools.paths import ROOT

TAKE = ROOT / "data" / "assets" / "samples" / "mediapipe_wolfgang.csv"
OUT = ROOT / "out"
FILM_START, FILM_SECONDS = "6.2", "6"
"""Seconds: where the recorded man looks around and smiles."""


def main() -> int:
    began = time.monotonic()
    start_extension()
    from blendshape_face import cli

    scene, film = OUT / "demo.blend", OUT / "demo.mp4"
    arguments = ["bake", str(TAKE), "--output", str(scene), "--render", str(film), "--turn-head"]
    code = cli.main([*arguments, "--start", FILM_START, "--seconds", FILM_SECONDS])
    if code == 0:
        print(f"Done in {time.monotonic() - began:.0f} s. Open {scene} in Blender, watch {film}")
    return code


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    # Blender as a module now and then hangs when the interpreter tears it down.
    os._exit(code)

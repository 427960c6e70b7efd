"""A film of a video's face in one command: `uv run --group tracking film.py clip.mp4`.

It tracks the video, keys a face with it and renders it beside the video, with its sound. All of it
is left in out/clip: the recording, the scene, the face's film and the film of both.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from blendshape_face.data.durations import duration_text
from blendshape_face.data.errors import FaceError

from tools.blender import start_extension
from tools.packages import require
from tools.paths import ROOT

INSTALLING = "uv run --group tracking film.py"
ENGINES = ("cycles", "eevee")


def main() -> int:
    """The exit code: 0 where the film is there."""
    options = parse()
    require("mediapipe", "av", command=INSTALLING)
    # First of all: it tells what a bare server lacks.
    start_extension()
    try:
        return make_film(options)
    except FaceError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def parse() -> argparse.Namespace:
    """What is filmed, and how."""
    parser = argparse.ArgumentParser(prog=INSTALLING, description=__doc__)
    parser.add_argument("clip", type=Path, metavar="VIDEO")
    parser.add_argument("--output", type=Path, default=ROOT / "out", metavar="FOLDER")
    parser.add_argument("--start", type=float, default=0.0, metavar="S", help="from this second")
    parser.add_argument("--seconds", type=float, metavar="S", help="length of the film (all)")
    parser.add_argument("--mirror", action="store_true", help="the video is as in a mirror")
    parser.add_argument("--engine", choices=ENGINES, help="of Blender (cycles)")
    parser.add_argument("--size", default="480", help="pixels of the face (%(default)s)")
    return parser.parse_args()


def make_film(options: argparse.Namespace) -> int:
    """Track, render and join; returns the exit code. Raises FaceError."""
    began = time.monotonic()
    folder = options.output.absolute() / options.clip.stem
    folder.mkdir(parents=True, exist_ok=True)
    recording = folder / f"{options.clip.stem}.csv"
    code = track(options.clip.absolute(), recording, options)
    if code:
        # Nothing is left of what could not be tracked.
        with suppress(OSError):
            folder.rmdir()
        return code
    clip = copy_into(folder, options.clip)
    tracked = time.monotonic()
    face = folder / f"{clip.stem}.face.mp4"
    code = render(recording, face, options)
    if code:
        return code
    rendered = time.monotonic()
    film = folder / f"{clip.stem}.film.mp4"
    join_films(clip, face, film, options)
    joined = time.monotonic()
    print(
        f"Tracked in {duration_text(tracked - began)}, rendered in "
        f"{duration_text(rendered - tracked)}, joined in {duration_text(joined - rendered)}"
    )
    print(f"Watch {film}")
    return 0


def copy_into(folder: Path, clip: Path) -> Path:
    """The video beside all that is made of it: scenes find its sound there."""
    copy = folder / clip.name
    if not (copy.exists() and copy.samefile(clip)):
        shutil.copyfile(clip, copy)
    return copy


def track(clip: Path, recording: Path, options: argparse.Namespace) -> int:
    """Write the recording of a video; returns the exit code.

    In a process of its own, as the tracker's libraries and Blender's need not agree.
    """
    line = [sys.executable, "-m", "tracking", str(clip), "--output", str(recording)]
    if options.seconds:
        # From the start on, though: sound and recording begin together.
        line += ["--end", str(options.start + options.seconds)]
    if options.mirror:
        line.append("--mirror")
    return subprocess.run(line, cwd=ROOT, check=False).returncode


def render(recording: Path, film: Path, options: argparse.Namespace) -> int:
    """Leave a scene and a film of a face that plays the recording; returns the exit code."""
    # Needs Blender, which start_extension may find missing and say how to get.
    from blendshape_face import cli

    scene = recording.with_suffix(".blend")
    line = ["bake", str(recording), "--output", str(scene), "--render", str(film), "--turn-head"]
    line += ["--start", str(options.start), "--size", options.size]
    if options.seconds:
        line += ["--seconds", str(options.seconds)]
    if options.engine:
        line += ["--engine", options.engine]
    return cli.main(line)


def join_films(clip: Path, face: Path, film: Path, options: argparse.Namespace) -> None:
    """Put both side by side. Raises FaceError."""
    # Here, as it takes the tracker's packages.
    from tracking.side_by_side import join

    join(clip, face, film, options.start, options.mirror)


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # Blender as a module now and then hangs when the interpreter tears it down.
    os._exit(code)

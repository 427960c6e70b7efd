"""Reading JSON of 200 MB against `json.load` of the same file in the same run.

MediaPipe's frames with names, and with its own categories: time and added peak memory at most 1.5
times those of `json.load`.

    uv run python -m benchmarks.read_json
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from blendshape_face.data.channels import BLENDSHAPES, names
from blendshape_face.data.takes import read_take

from benchmarks.harness import options, peak_megabytes
from tools.paths import ROOT

ROUNDS = 2
LIMIT = 1.5
MEGABYTES = 200
STEP_MS = 33


def main() -> None:
    """Print seconds, memory and ratios; with --peak the peak of one way to read alone."""
    parser = options("read_json", __doc__)
    parser.add_argument("--megabytes", type=int, default=MEGABYTES, help="of each file")
    parser.add_argument(
        "--peak",
        nargs=2,
        metavar=("WAY", "FILE"),
        help="only print the MB that reading adds to the peak of the process; WAY: ours or json",
    )
    arguments = parser.parse_args()
    if arguments.peak:
        way, file = arguments.peak
        print(added_peak(WAYS[way], Path(file)))
        return
    with tempfile.TemporaryDirectory() as folder:
        for title, layout in LAYOUTS.items():
            path = Path(folder) / "take.json"
            write_frames(path, layout, arguments.megabytes)
            compare_ways(title, path)


def compare_ways(title: str, path: Path) -> None:
    """One file in both ways."""
    seconds = {
        way: min(seconds_of(read, path) for _ in range(ROUNDS)) for way, read in WAYS.items()
    }
    peaks = {way: peak_of_new_process(way, path) for way in WAYS}
    for way in WAYS:
        print(f"{title}: {way} {seconds[way]:.2f} s, {peaks[way]:.0f} MB")
    in_time = seconds["ours"] / seconds["json"]
    in_memory = peaks["ours"] / peaks["json"]
    print(f"{title}: ratio {in_time:.2f}, memory {in_memory:.2f} (limit {LIMIT})")


def load(path: Path) -> Any:
    """The baseline."""
    with path.open(encoding="utf-8") as stream:
        return json.load(stream)


WAYS: dict[str, Callable[[Path], Any]] = {"json": load, "ours": read_take}


def with_names(scores: dict[str, float]) -> dict[str, Any]:
    """What a frame holds beside its time."""
    return {"has_face": True, "blendshapes": scores}


def with_categories(scores: dict[str, float]) -> dict[str, Any]:
    """The same as MediaPipe's own results have it."""
    categories = []
    for index, (name, score) in enumerate(scores.items()):
        categories.append({"index": index, "score": score, "categoryName": name, "displayName": ""})
    return {"faceBlendshapes": [{"categories": categories}]}


LAYOUTS = {"names": with_names, "categories": with_categories}


def write_frames(
    path: Path,
    layout: Callable[[dict[str, float]], dict[str, Any]],
    megabytes: int,
) -> None:
    """So many MB of frames with random scores."""
    rng = np.random.default_rng(0)
    channels = names(BLENDSHAPES)
    with path.open("w", encoding="utf-8") as stream:
        stream.write('{"frames": [')
        frame = 0
        while stream.tell() < megabytes * 1e6:
            scores = dict(zip(channels, rng.random(len(channels)).tolist(), strict=True))
            text = json.dumps({"timestamp": frame * STEP_MS, **layout(scores)})
            stream.write(f",\n{text}" if frame else text)
            frame += 1
        stream.write("]}")


def seconds_of(read: Callable[[Path], Any], path: Path) -> float:
    """Of one round; what was read is let go of afterwards."""
    began = time.perf_counter()
    content = read(path)
    took = time.perf_counter() - began
    del content
    return took


def peak_of_new_process(way: str, path: Path) -> float:
    """MB that one way to read adds to the peak of a process that has read nothing before."""
    command = [sys.executable, "-m", "benchmarks.read_json", "--peak", way, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)


def added_peak(read: Callable[[Path], Any], path: Path) -> float:
    """MB that reading a file adds to the peak of this process, on Linux."""
    # Sets the peak back to what is there now, or that of the imports might hide that of reading.
    Path("/proc/self/clear_refs").write_text("5")
    before = peak_megabytes()
    content = read(path)
    added = peak_megabytes() - before
    # What is read must live until it is measured.
    del content
    return added


if __name__ == "__main__":
    main()

"""Reading large recordings against pandas' C reader in the same run.

A py-feat file of 18,000 rows x 2183 columns (about 400 MB): time at most 1.5 times pandas with
`usecols`, peak memory at most 3 times the columns kept. A Live Link Face file of one hour at
60 fps: faster than pandas.

    uv run --with pandas==3.1.1 python -m benchmarks.read_take
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from blendshape_face.data.channels import ACTION_UNITS, BLENDSHAPES, POSE, names
from blendshape_face.data.takes import read_take

from benchmarks.harness import options, peak_megabytes
from tools.packages import require
from tools.paths import ROOT

COMMAND = "uv run --with pandas==3.1.1 python -m benchmarks.read_take"
ROUNDS = 3
TIME_LIMIT = 1.5
MEMORY_LIMIT = 3
LIVELINK_TIME_LIMIT = 1

PYFEAT_ROWS = 18_000
PYFEAT_COLUMNS = 2183
LANDMARK_COLUMNS = 2000
"""Of the columns those that nobody reads: most of the bytes."""
LIVELINK_ROWS = 216_000
"""An hour at 60 fps."""
BYTES_A_VALUE = 8
OTHER_VALUES = 3
"""Kept of each row besides: the number of its frame, and the sizes of the face's box."""


def main() -> None:
    """Print sizes, seconds, memory and ratios; with --peak the peak of one file alone."""
    parser = options("read_take", __doc__)
    parser.add_argument(
        "--peak",
        type=Path,
        metavar="FILE",
        help="only print the MB that reading this file adds to the peak of the process",
    )
    arguments = parser.parse_args()
    if arguments.peak:
        print(added_peak(arguments.peak))
    else:
        require("pandas", command=COMMAND)
        compare_with_pandas()


def compare_with_pandas() -> None:
    """Write two large recordings, and read them in both ways."""
    # Only what is asked for has it: it is no dependency, see COMMAND.
    import pandas

    kept = pyfeat_columns()
    with tempfile.TemporaryDirectory() as folder:
        pyfeat, livelink = write_recordings(Path(folder))
        for path in (pyfeat, livelink):
            print(f"{path.name}: {path.stat().st_size / 1e6:.0f} MB")

        # pandas is told the columns that are wanted, or it would make numbers of all.
        ours = seconds_of(lambda: read_take(pyfeat))
        theirs = seconds_of(lambda: pandas.read_csv(pyfeat, usecols=kept))
        print(f"py-feat: read_take {ours:.2f} s, pandas {theirs:.2f} s")

        peak = added_peak_of_new_process(pyfeat)
        values = PYFEAT_ROWS * (len(kept) + OTHER_VALUES)
        size = values * BYTES_A_VALUE / 2**20
        print(f"py-feat: peak {peak:.0f} MB, columns kept {size:.0f} MB")

        long_ours = seconds_of(lambda: read_take(livelink))
        long_theirs = seconds_of(lambda: pandas.read_csv(livelink))
        print(f"Live Link Face: read_take {long_ours:.2f} s, pandas {long_theirs:.2f} s")
    print(
        f"ratio {ours / theirs:.2f} (limit {TIME_LIMIT}), "
        f"memory {peak / size:.2f} (limit {MEMORY_LIMIT}), "
        f"Live Link Face {long_ours / long_theirs:.2f} (limit {LIVELINK_TIME_LIMIT})"
    )


def pyfeat_columns() -> list[str]:
    """The columns of a py-feat file that are read."""
    return [*names(BLENDSHAPES), *names(ACTION_UNITS), *names(POSE)]


def write_recordings(folder: Path) -> tuple[Path, Path]:
    """Both files, py-feat's first."""
    pyfeat = folder / "pyfeat.csv"
    livelink = folder / "livelink.csv"
    write_pyfeat(pyfeat, pyfeat_columns())
    # Live Link Face has no `_neutral`, MediaPipe no tongue.
    shapes = names(BLENDSHAPES)[1:]
    write_livelink(livelink, [*shapes, "tongueOut"])
    return pyfeat, livelink


def write_pyfeat(
    path: Path,
    columns: Sequence[str],
) -> None:
    """A py-feat file with random values in some columns, among many that are not read."""
    rng = np.random.default_rng(0)
    landmarks = [f"x_{number}" for number in range(LANDMARK_COLUMNS)]
    boxes = ["FaceRectWidth", "FaceRectHeight", "FaceScore"]
    last = ["frame"]
    told = len(boxes) + len(landmarks) + len(columns) + len(last)
    fill = [f"Identity_{number}" for number in range(1, PYFEAT_COLUMNS - told + 1)]
    header = [*boxes, *landmarks, *columns, *fill, *last]
    # Some rows of landmarks by turns: to make up all of them would take longer than the benchmark.
    blocks = random_rows(
        rng,
        count=50,
        low=0,
        high=300,
        values=LANDMARK_COLUMNS,
    )
    with path.open("w") as stream:
        stream.write(",".join(header) + "\n")
        for row in range(PYFEAT_ROWS):
            block = blocks[row % len(blocks)]
            values = joined(rng.uniform(0, 1, len(columns)), ".8g")
            stream.write(f"9.5,9.5,0.99,{block},{values}{',' * len(fill)},{row}\n")


def write_livelink(
    path: Path,
    shapes: Sequence[str],
) -> None:
    """A Live Link Face file with random values, a row for each frame of an hour."""
    rng = np.random.default_rng(0)
    header = ["Timecode", "BlendShapeCount"]
    for shape in shapes:
        header.append(shape[0].upper() + shape[1:])
    for joint in ("Head", "LeftEye", "RightEye"):
        header += [f"{joint}Yaw", f"{joint}Pitch", f"{joint}Roll"]
    values = len(header) - 2
    bodies = random_rows(
        rng,
        count=99,
        # Live Link Face writes a little less than 0 at rest.
        low=-0.1,
        high=1,
        values=values,
        form=".10f",
    )
    with path.open("w") as stream:
        stream.write(",".join(header) + "\n")
        for row in range(LIVELINK_ROWS):
            body = bodies[row % len(bodies)]
            stream.write(f"{timecode(row)},{values},{body}\n")


def random_rows(
    rng: np.random.Generator,
    count: int,
    low: float,
    high: float,
    values: int,
    form: str = ".8g",
) -> list[str]:
    """So many rows of so many values between two bounds, as text with commas."""
    return [joined(rng.uniform(low, high, values), form) for _ in range(count)]


def joined(
    values: np.ndarray,
    form: str,
) -> str:
    """Values (n,) as text with commas; form: such as `.8g`."""
    return ",".join(format(value, form) for value in values)


def timecode(frame: int) -> str:
    """Hours, minutes, seconds, and frames with a fraction, at 60 fps."""
    seconds, frames = divmod(frame, 60)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}:{frames:02}.250"


def seconds_of(work: Callable[[], object]) -> float:
    """Of the best round."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def added_peak_of_new_process(path: Path) -> float:
    """MB that reading a file adds to the peak of a process that has read nothing before."""
    command = [sys.executable, "-m", "benchmarks.read_take", "--peak", str(path)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def added_peak(path: Path) -> float:
    """MB that reading a file adds to the peak of this process, on Linux."""
    # Sets the peak back to what is there now, or that of the imports might hide that of reading.
    Path("/proc/self/clear_refs").write_text("5")
    before = peak_megabytes()
    take = read_take(path)
    added = peak_megabytes() - before
    # What is read must live until it is measured.
    del take
    return added


if __name__ == "__main__":
    main()

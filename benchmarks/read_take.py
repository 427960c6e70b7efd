"""Reading large recordings against pandas' C reader in the same run.

A py-feat file of 18,000 rows x 2183 columns (about 400 MB): time at most 1.5 times pandas with
`usecols`, peak memory at most 3 times the columns kept. A Live Link Face file of one hour at
60 fps: faster than pandas. Run it with
`uv run --with pandas==3.1.1 python -m benchmarks.read_take`.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas
from blendshape_face.data.channels import ACTION_UNITS, BLENDSHAPES, names
from blendshape_face.data.takes import read_take

PYFEAT_ROWS, LIVELINK_ROWS = 18_000, 216_000
ROUNDS = 3


def write_pyfeat(path: Path, columns: list[str]) -> None:
    rng = np.random.default_rng(0)
    blocks = [",".join(f"{x:.8g}" for x in rng.uniform(0, 300, 2000)) for _ in range(50)]
    names = [f"x_{i}" for i in range(2000)]
    fill = [f"Identity_{i}" for i in range(1, 2183 - 2000 - len(columns) - 4)]
    header = ["FaceRectWidth", "FaceRectHeight", "FaceScore", *names, *columns, *fill, "frame"]
    with path.open("w") as stream:
        stream.write(",".join(header) + "\n")
        for row in range(PYFEAT_ROWS):
            values = ",".join(f"{x:.8g}" for x in rng.uniform(0, 1, len(columns)))
            stream.write(f"9.5,9.5,0.99,{blocks[row % 50]},{values}{',' * len(fill)},{row}\n")


def write_livelink(path: Path, names: list[str]) -> None:
    rng = np.random.default_rng(0)
    shapes = [name[0].upper() + name[1:] for name in names]
    header = ["Timecode", "BlendShapeCount", *shapes, "HeadYaw", "HeadPitch", "HeadRoll"]
    header += [
        f"{side}Eye{axis}" for side in ("Left", "Right") for axis in ("Yaw", "Pitch", "Roll")
    ]
    bodies = [
        ",".join(f"{x:.10f}" for x in rng.uniform(-0.1, 1, len(header) - 2)) for _ in range(99)
    ]
    with path.open("w") as stream:
        stream.write(",".join(header) + "\n")
        for row in range(LIVELINK_ROWS):
            seconds, frame = divmod(row, 60)
            clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{frame:02}.250"
            stream.write(f"{clock},61,{bodies[row % 99]}\n")


def seconds_of(work) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def peak_of(path: Path) -> float:
    """MB that reading a file adds to the peak of a fresh process."""
    script = (
        "import sys; from blendshape_face.data.takes import read_take\n"
        "from pathlib import Path; status = Path('/proc/self/status')\n"
        "peak = lambda: int(status.read_text().split('VmHWM:')[1].split()[0]) / 1024\n"
        "Path('/proc/self/clear_refs').write_text('5')  # forget the parent's peak\n"
        "before = peak(); take = read_take(sys.argv[1]); print(peak() - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def main() -> None:
    shapes = list(names(BLENDSHAPES))
    kept = [*shapes, *names(ACTION_UNITS), "Pitch", "Yaw", "Roll"]
    with tempfile.TemporaryDirectory() as folder:
        pyfeat, livelink = Path(folder) / "pyfeat.csv", Path(folder) / "livelink.csv"
        write_pyfeat(pyfeat, kept)
        write_livelink(livelink, [*shapes[1:], "tongueOut"])
        for path in (pyfeat, livelink):
            print(f"{path.name}: {path.stat().st_size / 1e6:.0f} MB")
        ours = seconds_of(lambda: read_take(pyfeat))
        theirs = seconds_of(lambda: pandas.read_csv(pyfeat, usecols=kept))
        print(f"py-feat: read_take {ours:.2f} s, pandas {theirs:.2f} s")
        peak, size = peak_of(pyfeat), PYFEAT_ROWS * (len(kept) + 3) * 8 / 2**20
        print(f"py-feat: peak {peak:.0f} MB, columns kept {size:.0f} MB")
        long_ours = seconds_of(lambda: read_take(livelink))
        long_theirs = seconds_of(lambda: pandas.read_csv(livelink))
        print(f"Live Link Face: read_take {long_ours:.2f} s, pandas {long_theirs:.2f} s")
        print(
            f"ratio {ours / theirs:.2f} (limit 1.5), memory {peak / size:.2f} (limit 3), "
            f"Live Link Face {long_ours / long_theirs:.2f} (limit 1)"
        )


if __name__ == "__main__":
    main()

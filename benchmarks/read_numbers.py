"""Whole recordings, read with other ways to make numbers of cells.

The two files of `read_take`, an hour of Live Link Face and 400 MB of py-feat, by the reader as it
is (`data/takes/digits.py`), and by the same reader with `np.loadtxt`, `float()` or a conversion by
NumPy in place of that, in two threads, as recordings are read, and in one. All give the same
numbers, which is checked. The plain ways only do what these files need: an empty cell stops them.
Limit: below 1.5 times in two threads, the plain way is to be taken.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from blendshape_face.data.takes import lines, read_take
from blendshape_face.data.takes.blocks import PADDING, Block

from benchmarks.harness import options
from benchmarks.read_take import write_recordings

ROUNDS = 3

Way = Callable[[Block, Sequence[int]], tuple[np.ndarray, np.ndarray]]
"""Numbers (rows, columns) of a block, and which of them were read, as `Block.numbers`."""


def lines_of(block: Block) -> list[str]:
    """As text, which is what all plain ways take."""
    return block.text[len(PADDING) :].decode().splitlines()


def cells_of(block: Block, columns: Sequence[int]) -> list[list[str]]:
    """The texts of the cells, by rows."""
    wanted = list(columns)
    rows = []
    for line in lines_of(block):
        cells = line.split(",")
        rows.append([cells[column] for column in wanted])
    return rows


def by_loadtxt(block: Block, columns: Sequence[int]) -> np.ndarray:
    """(rows, columns), by NumPy's own reader."""
    return np.loadtxt(lines_of(block), delimiter=",", usecols=columns, ndmin=2)


def by_float(block: Block, columns: Sequence[int]) -> np.ndarray:
    """(rows, columns), cell by cell."""
    return np.array([list(map(float, row)) for row in cells_of(block, columns)])


def by_conversion(block: Block, columns: Sequence[int]) -> np.ndarray:
    """(rows, columns), an array of texts made one of numbers."""
    return np.array(cells_of(block, columns)).astype(float)


def as_way(numbers: Callable[[Block, Sequence[int]], np.ndarray]) -> Way:
    """In the form of `Block.numbers`; everything counts as read."""

    def way(block: Block, columns: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        shape = (len(block), len(columns))
        values = numbers(block, columns) if len(columns) else np.empty(shape)
        return values, np.ones(shape, bool)

    return way


DIGITS = "digits"
WAYS: dict[str, Way] = {
    DIGITS: Block.numbers,
    "np.loadtxt": as_way(by_loadtxt),
    "float()": as_way(by_float),
    "array of texts": as_way(by_conversion),
}


def timed(path: Path, way: Way) -> tuple[float, bytes]:
    """Seconds that reading takes, and the values that were read."""
    Block.numbers = way  # pyright: ignore[reportAttributeAccessIssue]
    try:
        began = time.perf_counter()
        take = read_take(path)
        return time.perf_counter() - began, take.values.tobytes()
    finally:
        Block.numbers = WAYS[DIGITS]  # pyright: ignore[reportAttributeAccessIssue]


def compare_ways(path: Path) -> str:
    """Seconds of the best round of each way, and how many times as long as ours it takes."""
    best = dict.fromkeys(WAYS, float("inf"))
    expected = timed(path, WAYS[DIGITS])[1]
    # By turns, so that all meet the same load.
    for _ in range(ROUNDS):
        for name, way in WAYS.items():
            seconds, values = timed(path, way)
            assert values == expected, name
            best[name] = min(best[name], seconds)
    ours = best[DIGITS]
    return ", ".join(f"{name} {best[name]:.2f} s ({best[name] / ours:.1f})" for name in WAYS)


def main() -> None:
    """Print seconds and ratios."""
    options("read_numbers", __doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        recordings = write_recordings(Path(folder))
        for threads in (2, 1):
            lines.THREADS = threads
            for path in recordings:
                print(f"{path.stem}, threads {threads}: {compare_ways(path)}", flush=True)


if __name__ == "__main__":
    main()

"""How the numbers of a table's cells are read, against plain ways of doing the same.

Two tables of one block each, the size in which recordings are read: all of the 61 numbers of a row
of Live Link Face, with ten decimals, and 77 of the 2,183 cells of one of py-feat, with eight
digits. Each is read as recordings are, with `float()` on each cell that is wanted, and by
`np.loadtxt`. Then the tricks of `data/takes/digits.py` one by one, on the first table, each with a
plain step in its place. All give the same numbers, which is checked.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

import numpy as np
from blendshape_face.data.takes import digits
from blendshape_face.data.takes.blocks import PADDING, Block, lay_out
from blendshape_face.data.takes.lines import BLOCK_BYTES

from benchmarks.harness import compare, options

ROUNDS = 25
DECIMALS = 10
"""Of Live Link Face's numbers."""

Cells = tuple[bytearray, np.ndarray, np.ndarray]
"""A block's text and where its cells start and end, (rows, columns) each."""


class Table(NamedTuple):
    """Lines of a CSV without its header, and the columns that are wanted of it."""

    title: str
    lines: bytes
    columns: range


def live_link() -> Table:
    """Some 800 bytes a line: 61 numbers, all wanted."""
    rng = np.random.default_rng(0)
    lines = []
    for row in rng.uniform(-0.1, 1, (BLOCK_BYTES // 800, 61)).tolist():
        lines.append(",".join(f"{number:.{DECIMALS}f}" for number in row))
    return Table("Live Link Face", _joined(lines), range(61))


def pyfeat() -> Table:
    """Some 20,000 bytes a line, and of these 77 numbers near the end."""
    rng = np.random.default_rng(0)
    lines = []
    for row in rng.uniform(0, 300, (BLOCK_BYTES // 20_000, 2_183)).tolist():
        lines.append(",".join(f"{number:.8g}" for number in row))
    return Table("py-feat", _joined(lines), range(2_000, 2_077))


def _joined(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def block_of(table: Table) -> Block:
    """The table as text whose lines and cells are found."""
    block = lay_out(bytearray(PADDING + table.lines))
    assert block is not None
    return block


def by_blocks(table: Table) -> np.ndarray:
    """(rows, columns), as recordings are read: cells are found, and all numbers made at once."""
    values, read = block_of(table).numbers(table.columns)
    assert read.all()
    return values


def by_float(table: Table) -> np.ndarray:
    """(rows, columns), cell by cell."""
    first = table.columns.start
    behind = table.columns.stop
    rows = []
    # As text, which is what csv gives too.
    for line in table.lines.decode().splitlines():
        rows.append([float(cell) for cell in line.split(",")[first:behind]])
    return np.array(rows)


def by_loadtxt(table: Table) -> np.ndarray:
    """(rows, columns), by NumPy's own reader."""
    lines = table.lines.decode().splitlines()
    return np.loadtxt(lines, delimiter=",", usecols=table.columns)


def in_threads(threads: ThreadPoolExecutor, work: Callable[[], np.ndarray]) -> np.ndarray:
    """Eight blocks (8 rows, columns), two at a time, as a long recording is read."""
    done = [threads.submit(work) for _ in range(8)]
    return np.concatenate([future.result() for future in done])


def numbers_of(cells: Cells) -> np.ndarray:
    """(rows, columns), by all tricks together, without finding the cells."""
    values, _ = digits.read_numbers(*cells, np.intp(DECIMALS))
    return values


def with_decimals_of_each_cell(cells: Cells) -> np.ndarray:
    """(rows, columns): in place of the usual number of decimals, that of each cell is counted."""
    decimals = digits.count_decimals(*cells)
    values, _ = digits.read_numbers(*cells, decimals)
    return values


def plain_windows(cells: Cells) -> np.ndarray:
    """(rows, columns, 16): in place of views that overlap, an index for each character."""
    text, _, ends = cells
    characters = np.frombuffer(text, np.uint8)
    return characters[ends[..., None] + np.arange(digits.WINDOW)]


def windows(cells: Cells) -> np.ndarray:
    """The last 16 characters of each cell, (rows, columns, 16)."""
    text, _, ends = cells
    return digits.windows(text, ends).view(np.uint8)


def plain_digits(cells: Cells) -> np.ndarray:
    """(rows, columns): in place of words of eight digits, single digits and a weight for each."""
    text, starts, ends = cells
    characters = digits.windows(text, ends).view(np.uint8)
    first = np.frombuffer(text, np.uint8, offset=digits.WINDOW)[starts]
    negative = first == ord("-")
    size = ends - starts - negative
    # Cells are at the end of their windows; what stands before them is of other cells.
    is_of_cell = np.arange(digits.WINDOW) >= digits.WINDOW - size[..., None]
    point = digits.WINDOW - 1 - DECIMALS
    is_digit = (characters >= ord("0")) & (characters <= ord("9"))
    is_digit[..., point] = characters[..., point] == ord(".")
    assert (is_digit | ~is_of_cell).all()
    numbers = np.where(is_of_cell, characters - np.uint8(ord("0")), 0)
    # The point has no weight.
    places = np.delete(np.arange(digits.WINDOW), point)
    weights = 10.0 ** np.arange(digits.WINDOW - 2, -1, -1)
    values = numbers[..., places] @ weights / 10.0**DECIMALS
    return np.where(negative, -values, values)


def show(title: str, ours: Callable[[], np.ndarray], plain: Callable[[], np.ndarray]) -> None:
    """Print how many times as long the plain way takes. Both return the same numbers."""
    np.testing.assert_array_equal(ours(), plain())
    # The plain way is put first, so that more than 1 says that ours is faster.
    plain_time, own_time, ratio = compare(plain, ours, calls=1, rounds=ROUNDS)
    print(f"{title}: {plain_time * 1e3:.2f} ms, ours {own_time * 1e3:.2f} ms: {ratio:.1f} times")


def main() -> None:
    """Print milliseconds and ratios."""
    options("cell_numbers", __doc__).parse_args()
    for table in (live_link(), pyfeat()):
        ours = partial(by_blocks, table)
        show(f"{table.title}, float()", ours, partial(by_float, table))
        loadtxt = partial(by_loadtxt, table)
        show(f"{table.title}, np.loadtxt", ours, loadtxt)
        with ThreadPoolExecutor(2) as threads:
            show(
                f"{table.title}, np.loadtxt in two threads",
                partial(in_threads, threads, ours),
                partial(in_threads, threads, loadtxt),
            )
    table = live_link()
    block = block_of(table)
    cells = (block.text, *block.bounds(table.columns))
    show("an index for each character", lambda: windows(cells), lambda: plain_windows(cells))
    show("a weight for each digit", lambda: numbers_of(cells), lambda: plain_digits(cells))
    show(
        "the decimals of each cell",
        lambda: numbers_of(cells),
        lambda: with_decimals_of_each_cell(cells),
    )


if __name__ == "__main__":
    main()

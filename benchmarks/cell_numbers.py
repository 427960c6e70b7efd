"""How the numbers of a table's cells are read, against plain ways of doing the same.

Two tables of one block each, the size in which recordings are read: all of the 61 numbers of a row
of Live Link Face, with ten decimals, and 77 of the 2,183 cells of one of py-feat, with eight
digits. Each is read as recordings are, with `float()` on each cell that is wanted, and by
`np.loadtxt`. Then the tricks of `data/takes/digits.py` one by one, on the first table, each with a
plain step in its place. All give the same numbers, which is checked. Run it with
`uv run python -m benchmarks.cell_numbers`.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

import numpy as np
from blendshape_face.data.takes import digits
from blendshape_face.data.takes.blocks import PADDING, Block, lay_out
from blendshape_face.data.takes.lines import BLOCK_BYTES

from .harness import compare

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
    rng = np.random.default_rng(0)
    lines = []
    for row in rng.uniform(-0.1, 1, (BLOCK_BYTES // 800, 61)).tolist():
        lines.append(",".join(f"{number:.{DECIMALS}f}" for number in row))
    return Table("Live Link Face", _joined(lines), range(61))


def pyfeat() -> Table:
    rng = np.random.default_rng(0)
    lines = []
    for row in rng.uniform(0, 300, (BLOCK_BYTES // 20_000, 2_183)).tolist():
        lines.append(",".join(f"{number:.8g}" for number in row))
    return Table("py-feat", _joined(lines), range(2_000, 2_077))


def _joined(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def block_of(table: Table) -> Block:
    block = lay_out(bytearray(PADDING + table.lines))
    assert block is not None
    return block


def by_blocks(table: Table) -> np.ndarray:
    """As recordings are read: the cells are found, and all numbers of a block made at once."""
    values, read = block_of(table).numbers(table.columns)
    assert read.all()
    return values


def by_float(table: Table) -> np.ndarray:
    first = table.columns.start
    behind = table.columns.stop
    rows = []
    for line in table.lines.decode().splitlines():
        rows.append([float(cell) for cell in line.split(",")[first:behind]])
    return np.array(rows)


def by_loadtxt(table: Table) -> np.ndarray:
    lines = table.lines.decode().splitlines()
    return np.loadtxt(lines, delimiter=",", usecols=table.columns)


def in_threads(threads: ThreadPoolExecutor, work: Callable[[], np.ndarray]) -> np.ndarray:
    """Eight blocks, two at a time, as a long recording is read."""
    done = [threads.submit(work) for _ in range(8)]
    return np.concatenate([future.result() for future in done])


def numbers_of(cells: Cells) -> np.ndarray:
    """All tricks together, without finding the cells."""
    values, _ = digits.read_numbers(*cells, np.intp(DECIMALS))
    return values


def with_decimals_of_each_cell(cells: Cells) -> np.ndarray:
    """In place of the usual number of decimals, one for all cells."""
    decimals = digits.count_decimals(*cells)
    values, _ = digits.read_numbers(*cells, decimals)
    return values


def plain_windows(cells: Cells) -> np.ndarray:
    """In place of views of 16 bytes that overlap: an index for each character."""
    text, _, ends = cells
    characters = np.frombuffer(text, np.uint8)
    return characters[ends[..., None] + np.arange(digits.WINDOW)]


def windows(cells: Cells) -> np.ndarray:
    text, _, ends = cells
    return digits.windows(text, ends).view(np.uint8)


def plain_digits(cells: Cells) -> np.ndarray:
    """In place of words of eight digits: an array of single digits, and a weight for each."""
    text, starts, ends = cells
    characters = digits.windows(text, ends).view(np.uint8)
    first = np.frombuffer(text, np.uint8, offset=digits.WINDOW)[starts]
    negative = first == ord("-")
    size = ends - starts - negative
    is_of_cell = np.arange(digits.WINDOW) >= digits.WINDOW - size[..., None]
    point = digits.WINDOW - 1 - DECIMALS
    is_digit = (characters >= ord("0")) & (characters <= ord("9"))
    is_digit[..., point] = characters[..., point] == ord(".")
    assert (is_digit | ~is_of_cell).all()
    numbers = np.where(is_of_cell, characters - np.uint8(ord("0")), 0)
    places = np.delete(np.arange(digits.WINDOW), point)
    weights = 10.0 ** np.arange(digits.WINDOW - 2, -1, -1)
    values = numbers[..., places] @ weights / 10.0**DECIMALS
    return np.where(negative, -values, values)


def show(title: str, ours: Callable[[], np.ndarray], plain: Callable[[], np.ndarray]) -> None:
    np.testing.assert_array_equal(ours(), plain())
    plain_time, own_time, ratio = compare(plain, ours, calls=1, rounds=ROUNDS)
    print(f"{title}: {plain_time * 1e3:.2f} ms, ours {own_time * 1e3:.2f} ms: {ratio:.1f} times")


def main() -> None:
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

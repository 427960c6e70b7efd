"""Reading rows by blocks gives what reading them cell by cell would."""

import csv
import io
import math

import numpy as np
import pytest
from blendshape_face.data.errors import TakeError
from blendshape_face.data.takes.blocks import PADDING, lay_out
from blendshape_face.data.takes.cells import LARGEST_NUMBER
from blendshape_face.data.takes.content import Content
from blendshape_face.data.takes.lines import find_header
from blendshape_face.data.takes.progress import silent
from blendshape_face.data.takes.rows import Rows
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

fixed = st.builds(
    lambda value, decimals: f"{value:.{decimals}f}", st.floats(-1e5, 1e5), st.integers(0, 14)
)
exponent = st.floats(-1e20, 1e20).map(repr)
odd = st.sampled_from(
    ["", "nan", "-", ".", "-.", "5.", ".5", "-.5", "0", "-0", "007", "1e-5", "+1", "1_0", "1/5",
     " 0.5", "0.123456789012345", "123456789012345", "1234567890123456", "0.1234567890123456789",
     "12.34.56", "1-5", "--1", "1:2", "0x1", "\u0663"]
)  # fmt: skip
cells = st.one_of(fixed, fixed, exponent, odd)


def number(cell):
    if cell.strip().lower() in ("", "nan"):
        return math.nan
    return float(cell)


def is_number(cell):
    try:
        return abs(number(cell)) <= LARGEST_NUMBER or math.isnan(number(cell))
    except ValueError:
        return False


@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=8))
@example([["0.5", "61", ""], ["x", "4.mp4", "10"]])  # a point in the cell before a whole number
def test_what_a_block_reads_is_what_float_reads(table):
    text = PADDING + "".join(",".join(row) + "\n" for row in table).encode()
    block = lay_out(bytearray(text))
    values, read = block.numbers([0, 1, 2])
    for row, line in enumerate(table):
        for column, cell in enumerate(line):
            assert block.cell(row, column) == cell
            if read[row, column]:
                np.testing.assert_equal(values[row, column], number(cell))
            simple = cell.removeprefix("-").replace(".", "", 1)
            if simple.isdecimal() and simple.isascii() and len(simple) <= 15 and cell[-1] != ".":
                assert read[row, column], cell


good_cells = cells.filter(is_number)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.integers(2, 4).flatmap(
        lambda width: st.lists(
            st.lists(good_cells, min_size=width, max_size=width), min_size=1, max_size=12
        )
    ),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.sampled_from([None, "quoted", "blank", "one more comma"]),
    st.sampled_from([16, 64, 1 << 20]),
)
def test_any_table_is_read_as_the_csv_module_reads_it(
    tmp_path, monkeypatch, table, newline, ended, oddity, block_bytes
):
    monkeypatch.setattr("blendshape_face.data.takes.lines.BLOCK_BYTES", block_bytes)
    width = len(table[0])
    lines = [",".join(row) for row in table]
    middle = len(lines) // 2
    if oddity == "quoted":
        lines[middle] = ",".join(f'"{cell}"' for cell in table[middle])
    elif oddity == "blank":
        lines.insert(middle, "")
    elif oddity == "one more comma":
        lines = [line + "," for line in lines]
    text = newline.join([",".join("abcd"[:width]), *lines]) + newline * ended
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode())
    expected = [row[:width] for row in csv.reader(io.StringIO(text, newline="")) if row][1:]
    wanted = Rows(Content(path), find_header(text), list(range(width)), [0], {}, extra_cell=False)
    values, numbers = zip(*wanted.parts(silent), strict=True)
    expected = [[number(cell) for cell in row] for row in expected]
    np.testing.assert_array_equal(np.concatenate(values), np.array(expected, np.float32))
    np.testing.assert_array_equal(np.concatenate(numbers)[:, 0], [row[0] for row in expected])


@pytest.mark.parametrize("block_bytes", [32, 1 << 20])
@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("1,2", "row 22: has 2 cells where the header has 3"),
        ("1,2,3,4", "row 22: has 4 cells where the header has 3"),
        ("1,x,3", "row 22, column b: 'x' is not a number"),
        ("1,1e999,3", "row 22, column b: '1e999' is not a number"),
        ('1,"x",3', "row 22, column b: 'x' is not a number"),
    ],
)
def test_an_error_names_the_row_in_any_block(tmp_path, monkeypatch, block_bytes, row, message):
    monkeypatch.setattr("blendshape_face.data.takes.lines.BLOCK_BYTES", block_bytes)
    path = tmp_path / "table.csv"
    path.write_text("\n".join(["a,b,c", *["1,2.5,3"] * 20, row, *["1,2,3"] * 5]) + "\n")
    wanted = Rows(Content(path), find_header(path.read_text()), [0, 1, 2], [], {}, extra_cell=False)
    with pytest.raises(TakeError, match=f"table.csv, {message}"):
        list(wanted.parts(silent))

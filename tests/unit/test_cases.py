"""Recordings of the kinds that people had trouble with, `tests/data/cases`, and what is right.

Each row of the table beside them is a file: its samples, rate and last time in seconds, words that
its notes hold, and whatever else is to be seen in its report: first and last values of channels,
Pitch, Yaw and Roll in degrees at both ends, the model of its scale.
"""

import re
import tomllib

import numpy as np
import pytest
from blendshape_face.data.takes import ReadOptions, TakeError, read_take, read_takes
from blendshape_face.data.takes.report import inspect_take

from tools.paths import ROOT

FOLDER = ROOT / "tests" / "data" / "cases"
TABLES = sorted(FOLDER.glob("*.toml"))
CASES = {
    name: case
    for table in TABLES
    for name, case in tomllib.loads(table.read_text(encoding="utf-8")).items()
}


@pytest.mark.parametrize("name", CASES)
def test_a_case_is_read_right(name):
    case = CASES[name]
    if "refused" in case:
        with pytest.raises(TakeError, match=re.escape(case["refused"])):
            read_take(FOLDER / name)
        return
    report = inspect_take(FOLDER / name)
    take = report.take
    assert len(take.times) == case["samples"]
    assert take.fps == pytest.approx(case["fps"], rel=case.get("fps_within", 1e-4))
    assert take.times[-1] == pytest.approx(case["last"], abs=2e-4)
    told = "; ".join(take.notes)
    for words in case.get("notes", []):
        assert words in told
    if "notes" not in case:
        assert not told
    for name, values in case.get("channels", {}).items():
        column = take.values[:, take.names.index(name)]
        assert [column[0], column[-1]] == pytest.approx(values, abs=1e-4)
    if "scale" in case:
        assert take.scale == case["scale"]
    if "head" in case:
        assert take.head is not None
        ends = [each for row in case["head"] for each in row]
        degrees = np.degrees(take.head[[0, -1]]).ravel().tolist()
        assert degrees == pytest.approx(ends, abs=0.06)
    if "gaps" in case:
        assert [[round(value, 3) for value in gap] for gap in report.gaps] == case["gaps"]


def test_every_case_has_its_row():
    files = {path.name for path in FOLDER.iterdir() if path.suffix != ".toml"}
    assert files == set(CASES)


HEADER = "time,jawOpen,eyeBlinkLeft"
ROWS = [f"{i / 25:g},{i / 39:g},0.1" for i in range(40)]


def ramp(take):
    """First and last value of jawOpen, and how many samples there are."""
    jaw = take.values[:, take.names.index("jawOpen")]
    return [len(jaw), float(jaw[0]), float(jaw[-1])]


@pytest.mark.parametrize(
    "before",
    [
        [""],
        ["", "", ""],
        ["sep=,"],
        ['"sep=,"'],
        ["Recorded by Anna"],
        ["# camera, left", "# 25 fps"],
        ["Title: smile, second try", "", "Date,2026-11-28"],
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_header_may_stand_below_other_lines(tmp_path, before, end):
    path = tmp_path / "take.csv"
    path.write_bytes(end.join([*before, HEADER, *ROWS]).encode())
    assert ramp(read_take(path)) == [40, 0, 1]
    path.write_bytes(end.join([*before, HEADER, *ROWS[:3], "0.2,x,0.1", *ROWS[4:]]).encode())
    with pytest.raises(TakeError, match=f"row {len(before) + 5}, column jawOpen: 'x'"):
        read_take(path)


@pytest.mark.parametrize("missing", ["", "NaN", "-nan(ind)", "#N/A", "<NA>", "1.#QNAN", "-1.#IND"])
def test_whatever_says_missing_is_a_gap(tmp_path, missing):
    path = tmp_path / "take.csv"
    lost = [f"{i / 25:g},{missing},{missing}" for i in range(10, 15)]
    path.write_text("\n".join([HEADER, *ROWS[:10], *lost, *ROWS[15:]]))
    take = read_take(path)
    assert take.faceless == 5


@pytest.mark.parametrize("flag", ["has_face", "FaceIsValid", "face_detected", "tracked", "Success"])
@pytest.mark.parametrize(
    ("yes", "no"), [("1", "0"), ("True", "False"), ("yes", "no"), ("1.0", "0.0")]
)
def test_rows_that_say_so_hold_no_face(tmp_path, flag, yes, no):
    path = tmp_path / "take.csv"
    rows = [f"{row},{no if 10 <= i < 15 else yes}" for i, row in enumerate(ROWS)]
    path.write_text("\n".join([f"{HEADER},{flag}", *rows]))
    assert read_take(path).faceless == 5


@pytest.mark.parametrize("name", ["face_id", "person", "Face Index", "track_id"])
@pytest.mark.parametrize("names", [("0", "1"), ("1", "7"), ("Ann", "Bo")])
def test_people_of_one_frame_are_takes_of_their_own(tmp_path, name, names):
    path = tmp_path / "take.csv"
    rows = []
    for i, row in enumerate(ROWS):
        both = [f"{row},{names[0]}", f"{i / 25:g},0.7,0.2,{names[1]}"]
        rows += both if i % 2 else both[::-1]
    path.write_text("\n".join([f"{HEADER},{name}", *rows]))
    first, second = read_takes(path, ReadOptions(face="all"))
    ramps = sorted([ramp(first), ramp(second)])
    np.testing.assert_allclose(ramps, [[40, 0, 1], [40, 0.7, 0.7]], rtol=1e-6)
    assert "2 faces, of all frames" in "; ".join(read_take(path).notes)
    wanted = {f"face {each}" if each.isdecimal() else each for each in names}
    assert set(first.faces) == wanted


def test_a_number_that_changes_with_one_face_a_frame_is_one_person(tmp_path):
    path = tmp_path / "take.csv"
    path.write_text(
        "\n".join([f"{HEADER},face_id", *[f"{r},{i // 9}" for i, r in enumerate(ROWS)]])
    )
    assert ramp(read_take(path)) == [40, 0, 1]
    assert not read_take(path).notes

"""Recordings of the kinds that people had trouble with, `tests/data/cases`, and what is right.

Each row of the table beside them is a file: its samples, rate and last time in seconds, words that
its notes hold, and whatever else is to be seen in its report: first and last values of channels,
Pitch, Yaw and Roll in degrees at both ends, the model of its scale.
"""

import tomllib

import numpy as np
import pytest
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

"""A recording that is looked at and then keyed is parsed once."""

import json
from dataclasses import replace

import numpy as np
import pytest
from blendshape_face.data.takes import HeadOptions, ReadOptions, RecentRecording, TakeError
from blendshape_face.data.takes import recent as recent_module
from blendshape_face.data.takes.reading import read_takes
from blendshape_face.data.takes.report import report_on

from tools.recordings import samples

OPTIONS = ReadOptions(fps=25)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "take.csv"
    path.write_text("frame,jawOpen\n0,0.25\n1,0.5\n")
    return path


@pytest.fixture
def readings(monkeypatch):
    """The paths and options of all readings from a file."""
    readings = []

    def read(path, options):
        readings.append((path, options))
        return read_takes(path, options)

    monkeypatch.setattr(recent_module, "read_takes", read)
    return readings


def test_a_report_and_what_follows_read_the_file_once(path, readings):
    recent = RecentRecording()
    assert recent.find(path, OPTIONS) is None
    assert not readings
    report = report_on(recent.read_takes(path, OPTIONS)[0])
    assert recent.find(path, OPTIONS) == [report.take]
    assert recent.read_takes(str(path), OPTIONS) == [report.take]
    # Who watches the reading makes no difference to what is read.
    watched = replace(OPTIONS, progress=lambda _share: None)
    assert recent.read_takes(path, watched)[0] is report.take
    assert len(readings) == 1


def test_another_file_other_options_and_a_changed_file_are_read(path, readings, tmp_path):
    recent = RecentRecording()
    recent.read_takes(path, OPTIONS)
    flipped = replace(OPTIONS, head=HeadOptions(flip=frozenset({"Yaw"})))
    for options in (ReadOptions(fps=50), flipped, replace(OPTIONS, face="all"), OPTIONS):
        assert recent.find(path, options) is None
        recent.read_takes(path, options)
    assert len(readings) == 5

    path.write_text("frame,jawOpen\n0,0.75\n")
    assert recent.find(path, OPTIONS) is None
    np.testing.assert_allclose(recent.read_takes(path, OPTIONS)[0].values, 0.75)

    other = tmp_path / "other.csv"
    other.write_bytes(path.read_bytes())
    recent.read_takes(other, OPTIONS)
    assert recent.find(path, OPTIONS) is None  # only one is kept
    recent.forget()
    assert recent.find(other, OPTIONS) is None


def test_a_caller_may_sort_and_drop_its_takes(path):
    recent = RecentRecording()
    recent.read_takes(path, OPTIONS).clear()
    assert len(recent.read_takes(path, OPTIONS)) == 1


def test_a_failure_is_not_kept_nor_what_was_before(path, readings):
    recent = RecentRecording()
    recent.read_takes(path, OPTIONS)
    good = path.read_text()
    path.write_text("frame,jawOpen\n0,wide\n")
    for _ in range(2):
        with pytest.raises(TakeError, match="row 2, column jawOpen"):
            recent.read_takes(path, OPTIONS)
        assert recent.find(path, OPTIONS) is None
    assert len(readings) == 3
    path.unlink()
    with pytest.raises(TakeError, match="cannot be read"):
        recent.read_takes(path, OPTIONS)
    path.write_text(good)
    assert len(recent.read_takes(path, OPTIONS)) == 1


@pytest.mark.parametrize("layout", [name for name, file in samples().items() if file[:1] in b"{["])
def test_json_is_parsed_once_whichever_reader_it_is_for(layout, tmp_path, monkeypatch):
    path = tmp_path / "take.json"
    path.write_bytes(samples()[layout])
    parse = json.loads
    parsed = []

    def loads(text):
        parsed.append(len(text))
        return parse(text)

    monkeypatch.setattr(json, "loads", loads)
    report_on(read_takes(path, OPTIONS)[0]).lines()
    assert len(parsed) == 1

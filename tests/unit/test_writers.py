"""What is written reads back the same."""

import csv
import dataclasses
from pathlib import Path

import numpy as np
import pytest
from blendshape_face.data.channels import ACTION_UNITS, BLENDSHAPES, EMOTIONS, names
from blendshape_face.data.takes import Take, TakeError, read_take
from blendshape_face.data.takes.writers import (
    WRITERS,
    write_livelink,
    write_mediapipe,
    write_pyfeat,
)
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.elsewhere import elsewhere

NAMES = names(BLENDSHAPES)
WRITE = [write for _, write in WRITERS.values()]

each_format = pytest.mark.parametrize("write", WRITE, ids=WRITERS)


def make(columns, values, head=None, fps=30.0, times=None):
    values = np.asarray(values, np.float32)
    return Take(
        names=tuple(columns),
        times=np.arange(len(values)) / fps if times is None else np.asarray(times),
        values=values,
        head=None if head is None else np.asarray(head, np.float32),
        fps=fps,
        source=Path("a, b.blend"),
        format="made up",
    )


def samples_of(take):
    """Channel -> samples, for the channels with any."""
    columns = zip(take.names, take.values.T, strict=True)
    return {name: column for name, column in columns if not np.isnan(column).all()}


def cells(path):
    with path.open(newline="") as stream:
        return list(csv.reader(stream))


@st.composite
def takes(draw):
    """Uneven clocks, missing samples, lost faces, values beyond 0..1, heads with gaps or none."""
    columns = draw(st.lists(st.sampled_from(NAMES[1:]), min_size=1, max_size=6, unique=True))
    count = draw(st.integers(1, 12))
    numbers = st.floats(-10, 10, width=32)
    value = st.one_of(numbers, st.just(np.nan))
    values = draw(hnp.arrays(np.float32, (count, len(columns)), elements=value))
    values[0, 0] = draw(numbers)  # a face at the start: readers begin with any row, faces or not
    for row in draw(st.sets(st.integers(0, count - 1))) - {0}:
        values[row] = np.nan
    angles = hnp.arrays(np.float32, (count, 3), elements=st.floats(-1.5, 1.5, width=32))
    head = draw(st.none() | angles)
    if head is not None:
        head[list(draw(st.sets(st.integers(0, count - 1), max_size=count - 1)))] = np.nan
    steps = draw(st.lists(st.floats(1 / 400, 900), min_size=count - 1, max_size=count - 1))
    fps = draw(st.sampled_from([24.0, 30 / 1.001, 60.0, 120.0]) | st.floats(1, 240))
    return make(columns, values, head, fps, np.cumsum([0.0, *steps]))


@each_format
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(take=takes())
def test_a_written_take_reads_back(write, tmp_path, take):
    if write is write_livelink:  # a reader tells the base by a frame that only one of 60 has
        times = take.times.round(6)
        assume(len({int(time) for time in times}) < 3 or (times % 1).max() > 0.5)
    path = tmp_path / "take.csv"
    assert write(path, take) == ()
    back = read_take(path, fps=take.fps)
    np.testing.assert_allclose(back.times, take.times, rtol=0, atol=1e-6)
    written, read = samples_of(take), samples_of(back)
    for name, column in read.items():
        if name in written:
            np.testing.assert_array_equal(column, written[name])
        else:
            assert write is write_livelink
            assert not np.nan_to_num(column).any()
    assert set(written) <= set(read)
    if take.head is not None and np.nan_to_num(take.head).any():
        np.testing.assert_array_equal(back.head, take.head)
    else:
        assert back.head is None or not np.nan_to_num(back.head).any()


@each_format
def test_the_bundled_recording_in_every_format(write, sample_take, tmp_path):
    take = read_take(sample_take)
    left_out = write(tmp_path / "take.csv", take)
    assert left_out == (("_neutral",) if write is write_livelink else ())
    back = read_take(tmp_path / "take.csv", fps=take.fps)
    np.testing.assert_allclose(back.times, take.times, rtol=0, atol=1e-6)
    np.testing.assert_array_equal(back.head, take.head)
    read = samples_of(back)
    for name in set(take.names) - set(left_out):
        np.testing.assert_array_equal(read[name], take.values[:, take.names.index(name)])


def test_livelink_has_the_columns_of_the_app(tmp_path):
    path = tmp_path / "take.csv"
    write_livelink(path, make(["jawOpen"], [[0.5]]))
    header, row = cells(path)
    assert len(header) == len(row) == 63
    assert sorted(header[2:53]) == sorted(name[0].upper() + name[1:] for name in NAMES[1:])
    assert header[53:57] == ["TongueOut", "HeadYaw", "HeadPitch", "HeadRoll"]


def test_livelink_has_the_header_of_apples_own(tmp_path):
    real = elsewhere("recordings/live_link_face_rom3.csv")
    path = tmp_path / "take.csv"
    write_livelink(path, make(["jawOpen"], [[0.5]]))
    assert cells(path)[0] == cells(real)[0]


def test_livelink_zeros_and_counts(tmp_path):
    path = tmp_path / "take.csv"
    write_livelink(path, make(["jawOpen", "tongueOut"], [[0.5, 0.25], [np.nan, np.nan]]))
    header, seen, lost = cells(path)
    assert (seen[1], lost[1]) == ("61", "0")
    assert float(seen[header.index("JawOpen")]) == 0.5
    assert float(seen[header.index("TongueOut")]) == 0.25
    assert {*seen[2:17], *lost[2:]} == {"0"}
    assert read_take(path).faceless == 1


def test_timecodes_never_reach_frame_60_and_pass_midnight(tmp_path):
    times = [0, 0.99999999999, 59.9999999999, 3599.5, 43_000, 86_399.9999999999, 86_400.5]
    path = tmp_path / "take.csv"
    write_livelink(path, make(["jawOpen"], np.ones((7, 1)), times=times))
    assert [row[0] for row in cells(path)[1:]] == [
        "00:00:00:00.0000000", "00:00:01:00.0000000", "00:01:00:00.0000000", "00:59:59:30.0000000",
        "11:56:40:00.0000000", "00:00:00:00.0000000", "00:00:00:30.0000000",
    ]  # fmt: skip


def test_pyfeat_holds_action_units_and_emotions(tmp_path):
    columns = names((*ACTION_UNITS, *EMOTIONS))
    values = np.random.default_rng(1).random((3, len(columns))).astype(np.float32)
    path = tmp_path / "take.csv"
    assert write_pyfeat(path, make(columns, values, fps=25)) == ()
    header, first, *_ = cells(path)
    assert header[:5] == ["FaceScore", "Pitch", "Roll", "Yaw", "AU01"]
    assert header[-4:] == ["input", "frame", "approx_time", "Identity"]
    assert {"Happy", "Sad", "Neutral", *NAMES} < set(header)
    assert first[-4:] == ["a, b.blend", "0", "00:00", ""]
    back = samples_of(read_take(path, fps=25))
    assert back.keys() == set(columns)
    for name, column in zip(columns, values.T, strict=True):
        np.testing.assert_array_equal(back[name], column)


def test_pyfeat_counts_whole_frames_from_0(tmp_path):
    path = tmp_path / "take.csv"
    write_pyfeat(path, make(["jawOpen"], np.ones((2000, 1)), fps=30 / 1.001))
    assert [row[-3] for row in cells(path)[1:]] == [str(index) for index in range(2000)]


@pytest.mark.parametrize("write", [write_livelink, write_mediapipe])
def test_channels_that_fit_no_column_are_refused_with_a_remedy(write, tmp_path):
    with pytest.raises(TakeError, match=r"no column for AU01, AU02; export it as py-feat"):
        write(tmp_path / "take.csv", make(["AU01", "AU02"], [[0.5, 0.5]]))
    assert not list(tmp_path.iterdir())


@each_format
def test_a_take_without_samples_is_refused(write, tmp_path):
    with pytest.raises(TakeError, match="nothing to export"):
        write(tmp_path / "take.csv", make(["jawOpen"], [[np.nan]]))


@each_format
def test_some_channels_may_be_left_out(write, tmp_path):
    take = make(["jawOpen", "gillsFlap"], [[0.5, 0.5]])
    assert write(tmp_path / "take.csv", take) == ("gillsFlap",)


@each_format
def test_a_failed_export_leaves_the_old_file(write, tmp_path, monkeypatch):
    path = tmp_path / "take.csv"
    path.write_text("old")
    take = make(["jawOpen"], np.ones((3, 1)))
    with pytest.raises(TypeError):
        write(path, dataclasses.replace(take, times=[0.0, 0.1, None]))
    assert path.read_text() == "old"

    def replace(*_paths):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(TakeError, match=r"take\.csv: cannot be written \(Permission denied\)"):
        write(path, take)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@each_format
def test_a_folder_that_is_not_there(write, tmp_path):
    with pytest.raises(TakeError, match=r"take\.csv: cannot be written"):
        write(tmp_path / "nowhere" / "take.csv", make(["jawOpen"], [[1]]))
    with pytest.raises(TakeError, match="cannot be written"):
        write(tmp_path, make(["jawOpen"], [[1]]))
    assert not list(tmp_path.iterdir())

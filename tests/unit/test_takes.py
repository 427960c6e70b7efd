import csv
from pathlib import Path

import numpy as np
import pytest
from blendshape_face.data.channels import BLENDSHAPES, names
from blendshape_face.data.errors import TakeError
from blendshape_face.data.motion.signal import resample
from blendshape_face.data.takes import Take, read_take
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.elsewhere import elsewhere

NAMES = names(BLENDSHAPES)


def write(path: Path, header, rows, delimiter=",") -> Path:
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream, delimiter=delimiter)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def livelink_rows(timecodes, counts=None, value=0.25):
    header = ["Timecode", "BlendShapeCount"]
    header += [name[0].upper() + name[1:] for name in NAMES[1:]] + ["TongueOut"]
    header += ["HeadYaw", "HeadPitch", "HeadRoll", "LeftEyeYaw", "LeftEyePitch", "LeftEyeRoll"]
    counts = counts or [61] * len(timecodes)
    rows = [
        [timecode, count, *[value] * 52, 0.3, 0.2, 0.1, 0, 0, 0]
        for timecode, count in zip(timecodes, counts, strict=True)
    ]
    return header, rows


def pyfeat_rows(frames, areas=None):
    header = ["FaceRectX", "FaceRectY", "FaceRectWidth", "FaceRectHeight", "FaceScore", "x_0"]
    header += ["Pitch", "Roll", "Yaw", "AU01", "Neutral", *NAMES, "input", "frame", "approx_time"]
    areas = areas or [100] * len(frames)
    rows = [
        [
            1,
            2,
            area,
            1,
            0.99,
            5,
            0.1,
            0.2,
            0.3,
            0.5,
            0.9,
            *[area / 1000] * 52,
            "a,b.mp4",
            frame,
            "00:00",
        ]
        for frame, area in zip(frames, areas, strict=True)
    ]
    return header, rows


def test_the_bundled_recording(sample_take):
    take = read_take(sample_take)
    assert take.format == "MediaPipe CSV"
    assert take.values.shape == (472, 52)
    assert take.values.dtype == take.head.dtype == np.float32
    assert take.duration == pytest.approx(19.7, abs=0.05)
    assert take.fps == pytest.approx(23.976, abs=1e-3)
    assert take.times[0] == 0
    assert take.summary(NAMES) == "472 samples, 19.7 s at 23.976 fps, 52 of 52 channels"
    np.testing.assert_allclose(take.head[0], [0.000693772, 0.23946, 0.126482], rtol=1e-6)


@pytest.mark.parametrize(
    ("name", "rows", "fps", "duration"),
    [
        ("live_link_face_rom3.csv", 4030, 29.98, 134.4),
        ("pyfeat_news_001.csv", 20, 15.0, 20 / 15),
    ],
)
def test_real_recordings(name, rows, fps, duration):
    take = read_take(elsewhere(f"recordings/{name}"))
    assert len(take.times) == rows
    assert take.fps == pytest.approx(fps, abs=0.005)
    assert take.duration == pytest.approx(duration, abs=0.05)
    assert set(NAMES[1:]) <= set(take.names)


def test_livelink_timecode(tmp_path):
    path = write(tmp_path / "t.csv", *livelink_rows(["19:17:00:58.000", "19:17:01:00.500"]))
    take = read_take(path)
    np.testing.assert_allclose(take.times, [0, 2.5 / 60])
    assert take.names[0] == "browDownLeft"
    assert "tongueOut" in take.names
    assert "leftEyeYaw" not in take.names
    np.testing.assert_allclose(take.head[0], [0.2, 0.3, 0.1], rtol=1e-6)  # Pitch, Yaw, Roll
    assert "1 of no use here: tongueOut" in take.summary(NAMES)
    assert "no use" not in take.summary([*NAMES, "tongueOut"])


def test_livelink_crosses_midnight_and_loses_the_face(tmp_path):
    codes = ["23:59:59:58.0", "00:00:00:00", "00:00:00:02.0"]
    take = read_take(write(tmp_path / "t.csv", *livelink_rows(codes, [61, 0, 61])))
    np.testing.assert_allclose(take.times, [0, 2 / 60, 4 / 60])
    assert take.faceless == 1
    assert "1 samples without a face" in take.summary(NAMES)


def test_livelink_wrong_timecode_names_the_cell(tmp_path):
    path = write(tmp_path / "t.csv", *livelink_rows(["00:00:00:00.0", "soon"]))
    with pytest.raises(
        TakeError, match=r"^t\.csv, row 3, column Timecode: 'soon' is not a timecode"
    ):
        read_take(path)


def test_pyfeat_clock_head_and_faces(tmp_path):
    header, rows = pyfeat_rows([0, 2, 2, 4.0], [100, 50, 110, 100])
    rows[3][9:-3] = [""] * len(rows[3][9:-3])
    take = read_take(write(tmp_path / "fex.csv", header, rows), fps=25)
    np.testing.assert_allclose(take.times, [0, 2 / 25, 4 / 25])
    assert take.fps == pytest.approx(12.5)
    np.testing.assert_allclose(take.values[:2, take.names.index("jawOpen")], [0.1, 0.11])
    np.testing.assert_allclose(take.head[0], [0.1, 0.3, 0.2], rtol=1e-6)
    assert {"AU01", "neutral", "_neutral"} <= set(take.names)
    assert take.faceless == 1
    assert "25 fps assumed" in take.summary(NAMES)
    assert "2 faces, of all frames" in take.summary(NAMES)
    assert "no use" not in take.summary(NAMES)


def test_pyfeat_rows_may_end_in_a_cell_without_a_name(tmp_path):
    header, rows = pyfeat_rows([0, 1])
    take = read_take(write(tmp_path / "fex.csv", header, [[*row, "x"] for row in rows]))
    np.testing.assert_allclose(take.values[:, take.names.index("jawOpen")], 0.1)


@pytest.mark.parametrize(
    ("column", "ticks", "step"),
    [
        ("timestamp_ms", [0, 40, 80], 0.04),
        ("timestamp", [1000.0, 1040, 1080], 0.04),
        ("time", [5.0, 5.04, 5.08], 0.04),
        ("frame", [7, 8, 9], 0.02),
        ("frame_index", [0, 2, 4], 0.04),
    ],
)
def test_mediapipe_clocks(tmp_path, column, ticks, step):
    header = [*NAMES[::-1], column]
    path = write(tmp_path / "m.csv", header, [[*[0.5] * 52, tick] for tick in ticks], ";")
    take = read_take(path, fps=50)
    np.testing.assert_allclose(take.times, np.arange(3) * step, atol=1e-9)
    assert take.names == NAMES[::-1]
    assert take.head is None


def test_rows_whose_time_does_not_advance_are_left_out_and_told(tmp_path):
    rows = [[0, 0.1], [40, 0.2], [40, 0.9], [80, 0.3], [5, ""]]
    take = read_take(write(tmp_path / "m.csv", ["timestamp_ms", "jawOpen"], rows))
    np.testing.assert_allclose(take.values[:, 0], [0.1, 0.2, 0.3])
    assert "2 rows left out" in take.summary(NAMES)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        ("frame,jawOpen\n0,1\n".encode("utf-16"), "UTF-16"),
        ("frame,jawOpen\n0,1\n".encode("utf-16-le"), "UTF-16"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0", "binary file"),
        (b"frame,jawOpen\n", "only its header"),
        (b"index,weight,filename\n0,0.5,a.png\n", "row 1: has no blendshape column"),
        (b"import bpy\nprint(1)\n", "row 1: has no blendshape column"),
        (b"frame,jawOpen\n0,0.5\n1,wide\n", "row 3, column jawOpen: 'wide' is not a number"),
        (b"frame,jawOpen\n0,0.5\n1,1e999\n", "row 3, column jawOpen: '1e999' is not a number"),
        (b"frame,jawOpen\n0,0.5\n1\n", "row 3: has 1 cells where the header has 2"),
        (b"frame,jawOpen\n0,0.5,7\n", "row 2: has 3 cells where the header has 2"),
        (b"frame,jawOpen,JawOpen\n0,0.5,7\n", "row 1: columns 'jawOpen' and 'JawOpen'"),
        (b"frame,jawOpen\n0,\n1,nan\n", "no row holds a face"),
        (b'frame,jawOpen\n0,"0.5\n' + b"1,1\n" * 40_000, "CSV"),
    ],
)
def test_bad_files_say_where_and_what(tmp_path, content, message):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(TakeError, match=r"^bad\.csv") as caught:
        read_take(path)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_file_and_impossible_rate(tmp_path, sample_take):
    with pytest.raises(TakeError, match=r"^nowhere\.csv: cannot be read"):
        read_take(tmp_path / "nowhere.csv")
    with pytest.raises(TakeError, match="frame rate"):
        read_take(sample_take, fps=0)


@settings(max_examples=80, deadline=None)
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_any_content_is_read_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes(content)
    try:
        assert isinstance(read_take(path), Take)
    except TakeError as error:
        assert str(error).startswith("any.csv")  # noqa: PT017


cell = st.one_of(st.none(), st.floats(-1, 2, width=32))


@settings(max_examples=60, deadline=None)
@given(
    table=st.lists(st.lists(cell, min_size=5, max_size=5), min_size=1, max_size=8),
    columns=st.lists(st.sampled_from(NAMES), min_size=5, max_size=5, unique=True),
    delimiter=st.sampled_from(",;\t"),
    newline=st.sampled_from(["\n", "\r\n"]),
    bom=st.booleans(),
)
def test_what_is_written_is_read(tmp_path_factory, table, columns, delimiter, newline, bom):
    lines = [delimiter.join(["timestamp_ms", *columns])]
    for index, row in enumerate(table):
        cells = ["" if value is None else repr(value) for value in row]
        lines.append(delimiter.join([str(index * 40), *cells]))
    path = tmp_path_factory.mktemp("any") / "take.csv"
    path.write_bytes((b"\xef\xbb\xbf" if bom else b"") + newline.join(lines).encode())
    expected = np.array([[np.nan if v is None else v for v in row] for row in table], np.float32)
    if np.isnan(expected).all():
        with pytest.raises(TakeError, match="no row holds a face"):
            read_take(path)
        return
    take = read_take(path)
    assert take.names == tuple(columns)
    np.testing.assert_array_equal(take.values, expected)
    np.testing.assert_allclose(take.times, np.arange(len(table)) * 0.04)


def test_resample_interpolates_bridges_and_holds():
    times = np.array([0, 0.1, 0.2, 0.3])
    values = np.array([[0, np.nan], [1, 2], [np.nan, 4], [3, np.nan]], np.float32)
    frames = resample(times, values, 20)
    np.testing.assert_allclose(frames[:, 0], [0, 0.5, 1, 1.5, 2, 2.5, 3], atol=1e-6)
    np.testing.assert_allclose(frames[:, 1], [2, 2, 2, 3, 4, 4, 4], atol=1e-6)


def test_resample_at_the_takes_own_rate_returns_the_samples(sample_take):
    take = read_take(sample_take)
    frames = resample(take.times, take.values, take.fps)
    assert frames.shape == take.values.shape
    # Timestamps are rounded to a microsecond, so a frame may lie that far beside its sample.
    np.testing.assert_allclose(frames, take.values, atol=2e-4)

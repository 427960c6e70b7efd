"""Recordings in gzip, and NumPy's files with names."""

import gzip
import io
import json
import zipfile
from contextlib import suppress

import numpy as np
import pytest
from blendshape_face.data.takes import ReadOptions, TakeError, read_take, read_takes
from blendshape_face.data.takes.vertex_takes import VertexTake, write_npz
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.recordings import samples

NAMES = ["jawOpen", "eyeBlinkLeft", "mouthSmileLeft"]
TIMES = np.arange(40) / 25
VALUES = np.linspace(0, 1, 120).reshape(40, 3)


def npz(folder, **arrays):
    path = folder / "take.npz"
    np.savez(path, **arrays)
    return path


def check(take, fps=25):
    assert take.fps == pytest.approx(fps)
    columns = [take.names.index(name) for name in NAMES]
    np.testing.assert_allclose(take.values[:, columns], VALUES, atol=1e-6)


@pytest.mark.parametrize("layout", samples())
def test_packed_is_as_plain(tmp_path, layout):
    content = samples()[layout]
    plain = tmp_path / "plain"
    plain.write_bytes(content)
    packed = tmp_path / "packed.gz"
    packed.write_bytes(gzip.compress(content))
    expected = read_takes(plain, ReadOptions(face="all"))
    found = read_takes(packed, ReadOptions(face="all"))
    assert [take.summary(take.names) for take in found] == [
        take.summary(take.names) for take in expected
    ]
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one.values, other.values)
        np.testing.assert_array_equal(one.times, other.times)


@pytest.mark.parametrize("damage", [lambda b: b[:-9], lambda b: b[:40], lambda b: b[:50] + b[90:]])
def test_a_broken_pack_is_refused(tmp_path, damage):
    path = tmp_path / "take.csv.gz"
    rows = [f"{i / 25:g},{i / 39}" for i in range(40)]
    path.write_bytes(damage(gzip.compress("\n".join(["time,jawOpen", *rows]).encode())))
    with pytest.raises(TakeError, match=r"take\.csv\.gz: is a broken gzip file"):
        read_take(path)


@pytest.mark.parametrize("names_key", ["names", "blendshape_names", "columns"])
@pytest.mark.parametrize("key", ["values", "data", "scores"])
def test_a_matrix_beside_names(tmp_path, names_key, key):
    check(read_take(npz(tmp_path, **{names_key: NAMES, key: VALUES, "timestamp": TIMES})))


@pytest.mark.parametrize(
    "clock",
    [
        {"time_ms": TIMES * 1000},
        {"timestamps": (TIMES * 1e6).astype(int)},
        {"fps": 25},
        {"fps": np.array([25.0]), "frame": np.arange(40)},
        {"time": [f"2026-01-01T00:00:{second:06.3f}Z" for second in TIMES]},
    ],
)
def test_clocks_are_found_as_in_tables(tmp_path, clock):
    check(read_take(npz(tmp_path, names=NAMES, values=VALUES, **clock)))


def test_an_array_a_channel(tmp_path):
    channels = dict(zip(NAMES, VALUES.T.astype(np.float32), strict=True))
    take = read_take(npz(tmp_path, **channels, t=TIMES, landmarks=np.zeros((40, 478, 3))))
    check(take)
    assert "not read: landmarks" in "; ".join(take.notes)


def test_a_structured_array(tmp_path):
    rows = np.zeros(40, [("time", "f8"), *((name, "f4") for name in NAMES), ("Subject", "U8")])
    rows["time"] = TIMES
    for name, column in zip(NAMES, VALUES.T, strict=True):
        rows[name] = column
    path = tmp_path / "take.npy"
    np.save(path, rows)
    check(read_take(path))
    packed = tmp_path / "take.npy.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    check(read_take(packed))


@pytest.mark.parametrize(
    "pose",
    [
        {"head_pose": np.tile([0.1, -0.2, 0.05], (40, 1))},
        {"pitch": np.full(40, 0.1), "yaw": np.full(40, -0.2), "roll": np.full(40, 0.05)},
    ],
)
def test_head_pose(tmp_path, pose):
    take = read_take(npz(tmp_path, names=NAMES, values=VALUES, time=TIMES, **pose))
    assert take.head is not None
    np.testing.assert_allclose(np.abs(take.head[0]), [0.1, 0.2, 0.05], atol=1e-6)


def test_matrices_are_the_heads_only_where_they_say_so(tmp_path):
    matrices = np.tile(np.eye(4), (40, 1, 1))
    arrays = {"names": NAMES, "values": VALUES, "time": TIMES}
    named = {"facial_transformation_matrixes": matrices}
    assert read_take(npz(tmp_path, **arrays, **named)).head is not None
    take = read_take(npz(tmp_path, **arrays, matrices=matrices))
    assert take.head is None
    assert "not read: matrices" in "; ".join(take.notes)


def test_people_missing_values_and_lost_faces(tmp_path):
    both = np.repeat(VALUES, 2, axis=0)
    both[1::2] = 0.7
    arrays = {"names": NAMES, "values": both, "time": np.repeat(TIMES, 2)}
    path = npz(tmp_path, **arrays, face_id=np.tile(["ann", "bo"], 40))
    takes = read_takes(path, ReadOptions(face="all"))
    assert sorted(float(take.values[0, 0]) for take in takes) == [0, np.float32(0.7)]
    seen = np.arange(40) >= 10
    path = npz(tmp_path, names=NAMES, values=VALUES, time=TIMES, has_face=seen)
    assert read_take(path).faceless == 10


def test_our_own_export_is_read_back(tmp_path):
    take = VertexTake(
        vertices=np.zeros((40, 9, 3), np.float32),
        matrices=np.tile(np.eye(4, dtype=np.float32), (40, 1, 1)),
        times=TIMES,
        fps=25.0,
        names=tuple(NAMES),
        values=VALUES.astype(np.float32),
    )
    write_npz(tmp_path / "face.npz", take)
    found = read_take(tmp_path / "face.npz")
    check(found)
    assert found.head is None


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"values": VALUES}, "numbers without names"),
        ({"names": NAMES[:2], "values": VALUES}, "none of its names"),
        ({"a": TIMES, "b": TIMES}, "none of its names"),
        ({"jawOpen": TIMES[:0], "time": TIMES[:0]}, "numbers without names"),
        ({"jawOpen": np.array([{}] * 4, object)}, "is not a recording of NumPy's"),
        ({"names": ["jawOpen", "jawOpen"], "values": VALUES[:, :2]}, "two of its columns"),
        ({"jawOpen": TIMES, "eyeBlinkLeft": ["x"] * 40}, "row 0, column eyeBlinkLeft: 'x'"),
        ({"jawOpen": np.where(TIMES == 0.04, np.inf, TIMES)}, "row 1, column jawOpen: 'inf'"),
    ],
)
def test_what_is_no_recording_is_refused(tmp_path, arrays, words):
    with pytest.raises(TakeError, match=words):
        read_take(npz(tmp_path, **arrays))


def test_a_plain_matrix_and_other_zips_are_refused(tmp_path):
    path = tmp_path / "take.npy"
    np.save(path, VALUES)
    with pytest.raises(TakeError, match="numbers without names"):
        read_take(path)
    sheet = tmp_path / "take.xlsx"
    with zipfile.ZipFile(sheet, "w") as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(TakeError, match="spreadsheet is to be saved as CSV"):
        read_take(sheet)


@pytest.fixture(scope="module")
def whole_npz():
    stream = io.BytesIO()
    np.savez(stream, names=NAMES, values=VALUES, time=TIMES)
    return stream.getvalue()


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_damaged_arrays_are_read_or_refused(tmp_path_factory, whole_npz, data):
    content = bytearray(whole_npz)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    path = tmp_path_factory.mktemp("damaged") / "take.npz"
    path.write_bytes(content)
    # Whatever else is raised fails.
    with suppress(TakeError):
        read_take(path)


def test_json_lines_in_gzip(tmp_path):
    path = tmp_path / "take.jsonl.gz"
    lines = [json.dumps({"time_ms": 40 * i, "jawOpen": i / 39}) for i in range(40)]
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    assert len(read_take(path).times) == 40


def test_a_header_of_arrays_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "take.npy"
    np.save(path, VALUES)
    content = bytearray(path.read_bytes())
    content[20:22] = bytes(2)
    path.write_bytes(content)
    with pytest.raises(TakeError, match="is not a recording of NumPy's"):
        read_take(path)

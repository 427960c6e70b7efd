# tables of content
"""Every layout of every format, and what is not one."""

import json

import numpy as np
import pytest
from blendshape_face.data.head_tables import CONVENTIONS
from blendshape_face.data.takes import ALL, READERS, ReadOptions, TakeError, read_take, read_takes
from blendshape_face.data.takes.head_conventions import HeadOptions, head_from_file, swap_suspicion
from blendshape_face.data.takes.report import inspect_take, report_on
from blendshape_face.data.takes.source import TakeFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tools.recordings import NAMES, VALUES, samples

SAMPLES = samples()
HEAD = (0.2, 0.3, 0.1)
SIXTY = {"ifacialmocap"}


@pytest.fixture
def written(tmp_path):
    def write(content, name="take.dat"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize("layout", SAMPLES)
def test_every_layout_gives_the_same_take(written, layout):
    take = read_take(written(SAMPLES[layout]), fps=30)
    assert take.reason
    assert take.clock
    if layout == "openface":
        assert take.names == ("AU12", "AU43")
        np.testing.assert_allclose(take.values[:3, 0], [0.25, 0.5, 0.75])
        np.testing.assert_allclose(take.values[:3, 1], 0.5)
    else:
        assert set(NAMES) <= set(take.names)
        columns = [take.names.index(name) for name in NAMES]
        np.testing.assert_allclose(take.values[:3, columns], VALUES, atol=1e-6)
    rate = 60 if layout in SIXTY else 30
    np.testing.assert_allclose(take.times[:3], np.arange(3) / rate, atol=1e-6)
    assert take.fps == pytest.approx(rate, rel=1e-3)
    tracked = {
        "livelink", "face landmark link", "mediapipe ms", "pyfeat", "mpdetector", "openface",
        "face cap", "ifacialmocap",
    }  # fmt: skip
    if layout in tracked:
        np.testing.assert_allclose(take.head[0], HEAD, atol=1e-5)
    else:
        assert take.head is None or layout == "mediapipe json"


def test_json_heads_are_turned_and_lost_faces_missing(written):
    take = read_take(written(SAMPLES["mediapipe json"]))
    np.testing.assert_allclose(take.head[0], [0, 0, 2 * np.arctan2(0.2, 2)], atol=1e-6)
    assert np.isnan(take.head[3]).all()
    assert take.faceless == 1


def test_unknown_channels_stay_and_are_listed(written):
    report = inspect_take(written(SAMPLES["livelink"]))
    assert report.unknown == ("tongueOut",)
    assert "Unknown to the models: tongueOut" in report.lines()
    extra = b"timestamp_ms,jawOpen,mouthWink,x_0,input\n0,0.1,0.2,5,a\n40,0.2,0.3,5,a\n"
    assert read_take(written(extra)).names == ("jawOpen", "mouthWink")


def test_the_formats_name_is_not_its_files(written):
    for layout, content in SAMPLES.items():
        assert (
            read_take(written(content, "holiday.mp4")).format == read_take(written(content)).format
        ), layout


def test_several_faces_by_identity_and_by_order(written):
    header = "FaceRectWidth,FaceRectHeight,FaceScore,jawOpen,frame,Identity\n"
    rows = [
        (9, 0.1, 0, "Ann"),
        (5, 0.2, 0, "Bo"),
        (9, 0.3, 1, "Ann"),
        (5, 0.4, 2, "Bo"),
        (9, 0.5, 2, "Ann"),
    ]
    named = header + "".join(
        f"{size},{size},0.9,{jaw},{frame},{who}\n" for size, jaw, frame, who in rows
    )
    path = written(named)
    ann, bo = read_takes(path, ReadOptions(fps=10, face=ALL))
    assert (ann.face, bo.face) == ("Ann", "Bo")
    np.testing.assert_allclose(ann.values[:, 0], [0.1, 0.3, 0.5])
    np.testing.assert_allclose(bo.times, [0, 0.2])
    np.testing.assert_allclose(read_take(path, face="Bo").values[:, 0], [0.2, 0.4])
    np.testing.assert_allclose(read_take(path).values[:, 0], [0.1, 0.3, 0.5])
    assert inspect_take(path).take.faces == {"Ann": 3, "Bo": 2}
    with pytest.raises(TakeError, match="no face 'Cy'; its faces are Ann, Bo"):
        read_take(path, face="Cy")
    late = header + "9,9,0.9,0.1,0,Ann\n9,9,0.9,0.1,10,Ann\n5,5,0.9,0.1,5,Bo\n"
    _, bo = read_takes(written(late), ReadOptions(fps=10, face=ALL))
    assert bo.times[0] == pytest.approx(0.5)  # in sync with Ann
    unnamed = written(named.replace("Ann", "").replace("Bo", ""))
    assert inspect_take(unnamed).take.faces == {"face 0": 3, "face 1": 2}


def test_report_finds_gaps_dead_and_clipped_channels(written):
    rows = [[i * 40, 0.5 if not 5 <= i < 9 else "", 1.2 if i == 3 else 0.1, 0.0] for i in range(30)]
    for row in rows[5:9]:
        row[2] = row[3] = ""
    text = "timestamp_ms,jawOpen,mouthPucker,cheekPuff\n"
    report = inspect_take(written(text + "\n".join(",".join(map(str, row)) for row in rows)))
    ((start, length),) = report.gaps
    assert (start, length) == (pytest.approx(0.2), pytest.approx(0.16))
    assert report.dead == ("jawOpen", "cheekPuff")
    assert report.clipped == {"mouthPucker": pytest.approx(1.2)}
    assert "eyeBlinkLeft" in report.missing
    assert any("No face: 1 gaps" in line for line in report.lines())


def test_conventions_flips_and_units():
    angles = np.array([[0.1, 0.2, 0.3]])
    assert head_from_file(angles, "pyfeat")[0].tolist() == [[0.1, 0.2, 0.3]]
    np.testing.assert_allclose(head_from_file(angles, "mpdetector")[0], [[-0.1, -0.3, 0.2]])
    np.testing.assert_allclose(head_from_file(angles, "swapped")[0], [[0.2, 0.1, 0.3]])
    flipped = HeadOptions(flip=frozenset({"Yaw"}))
    np.testing.assert_allclose(head_from_file(angles, "arkit", flipped)[0], [[0.1, -0.2, 0.3]])
    told = HeadOptions(convention="arkit_landscape", unit="degrees")
    np.testing.assert_allclose(
        head_from_file(angles, "pyfeat", told)[0], np.radians([[-0.1, -0.2, 0.3]])
    )
    degrees, why = head_from_file(angles * 100, "pyfeat")
    np.testing.assert_allclose(degrees, np.radians(angles * 100))
    assert "degrees" in why
    for convention in CONVENTIONS.values():
        assert sorted(column for column, _ in convention.source) == [0, 1, 2]


def test_swapped_angles_are_suspected():
    rng = np.random.default_rng(0)
    turn, nod = np.cumsum(rng.normal(0, 0.05, (2, 300)), axis=1)
    gaze = np.stack([-turn, -nod], axis=1) + rng.normal(0, 0.02, (300, 2))
    tilt = rng.normal(0, 0.1, 300)
    assert swap_suspicion(np.stack([nod, turn, tilt], axis=1), gaze) == ""
    assert "Pitch" in swap_suspicion(np.stack([turn, nod * 0 + tilt, tilt], axis=1), gaze)


def test_the_bundled_take_has_nothing_suspicious(sample_take):
    report = report_on(read_take(sample_take))
    assert not report.suspicion
    assert not report.gaps
    assert {"cheekPuff", "_neutral"} <= set(report.dead)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("null", "holds no blendshapes"),
        ("[]", "holds no blendshapes"),
        ('{"frames": []}', "holds no blendshapes"),
        (
            '{"frames": [{"blendshapes": {"jawOpen": "wide"}}]}',
            "frame 0, jawOpen: 'wide' is not a number",
        ),
        ('{"frames": [', "row 1, column 13: is not JSON"),
        ("[" * 100_000, "is not a JSON recording"),
        ('{"facsNames": ["jawOpen"], "weightMat": [[1, 2]]}', "frame 0: has 2 weights for 1 names"),
        ('{"facsNames": ["jawOpen", "JawOpen"], "weightMat": []}', "no list of names"),
        ('{"facsNames": ["jawOpen", "JawOpen"], "weightMat": [[1, 2]]}', "stands there twice"),
        ('{"facsNames": ["jawOpen"], "weightMat": [[1]], "exportFps": 0}', "exportFps: 0 is not"),
        ("info,x\nbs,jawOpen\nk,1,2,3\n", "row 3: has 3 values where 12 belong"),
        ("info,x\nbs,jawOpen\nk,1,0,0,0,0,0,0,0,0,0,0,much\n", "row 3: 'much' is not a number"),
    ],
)
def test_bad_content_says_where(written, content, message):
    with pytest.raises(TakeError, match=r"^take\.dat") as caught:
        read_take(written(content))
    assert message in str(caught.value)


def mutated(original: bytes, data) -> bytes:
    content = bytearray(original)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        end = at + data.draw(st.integers(0, 12))
        content[at:end] = data.draw(st.one_of(st.binary(max_size=4), st.sampled_from(TOKENS)))
    return bytes(content)


TOKENS = [b",", b"\n", b'"', b"nan", b"1e999", b"-", b"null", b"[", b"}", b":", b"99", b"\xff", b""]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(layout=st.sampled_from(sorted(SAMPLES)), data=st.data())
def test_damaged_recordings_are_read_or_refused(tmp_path_factory, layout, data):
    path = tmp_path_factory.mktemp("any") / "any.dat"
    path.write_bytes(mutated(SAMPLES[layout], data))
    try:
        takes = read_takes(path, ReadOptions(face=data.draw(st.sampled_from([ALL, "largest"]))))
    except TakeError as error:
        assert str(error).startswith("any.dat")  # noqa: PT017
        return
    for take in takes:
        assert (np.diff(take.times) > 0).all()
        assert take.values.shape == (len(take.times), len(take.names))
        assert not np.isinf(take.values).any()
        report_on(take).lines()


def test_a_key_of_another_layout_does_no_harm(written):
    frame = {"Audio2Face": {"Facial": {"Names": ["JawOpen"], "Weights": [0.25]}}}
    content = {"0": frame, "weightMat": []}
    with pytest.raises(TakeError, match="frame 1: has no list of weights"):
        read_take(written(json.dumps(content)))


def test_the_first_face_may_come_late(written):
    frames = [{"timestamp": 40 * index, "blendshapes": {}} for index in range(300)]
    frames[299]["blendshapes"] = {"jawOpen": 0.5}
    take = read_take(written(json.dumps(frames)))
    assert take.faceless == 299


def test_a_file_that_vanishes_is_told(written):
    path = written(SAMPLES["beat"])
    file = TakeFile(path)
    path.unlink()
    with pytest.raises(TakeError, match=r"^take\.dat: cannot be read"):
        file.check_json()


def test_every_reader_says_what_it_reads():
    assert len({reader.TITLE for reader in READERS}) == len(READERS)
    assert all(reader.READS for reader in READERS)
    assert json.dumps([reader.READS for reader in READERS])


def test_the_table_of_formats_is_current():
    from tools.formats import TARGET, formats_page

    assert TARGET.read_text() == formats_page()

"""Layouts of JSON that people write: each is read as the frames that it holds."""

import json

import numpy as np
import pytest
from blendshape_face.data.takes import ReadOptions, read_take, read_takes

COUNT = 10
STEP = 0.04
TIMES = [round(STEP * index, 2) for index in range(COUNT)]
JAW = [index / 20 for index in range(COUNT)]
WIDER = [2 * jaw for jaw in JAW]


def face(jaw):
    return {"jawOpen": jaw, "eyeBlinkLeft": 0.5, "mouthSmileLeft": jaw / 4}


def timed(jaws):
    return [{"time": STEP * index, **face(jaw)} for index, jaw in enumerate(jaws)]


def categories(jaw):
    return [{"categoryName": name, "score": score} for name, score in face(jaw).items()]


ONE_FACE = {
    "by number": {str(index): face(jaw) for index, jaw in enumerate(JAW)},
    "by name and number": {
        "meta": {"fps": 25},
        "frames": {f"frame_{index:04}": categories(jaw) for index, jaw in enumerate(JAW)},
    },
    "by milliseconds": {str(round(1000 * t)): face(jaw) for t, jaw in zip(TIMES, JAW, strict=True)},
    "by seconds": {"data": {f"{t:.2f}": face(jaw) for t, jaw in zip(TIMES, JAW, strict=True)}},
    "by seconds, as text": {
        f"{t:.2f}": face(jaw) for t, jaw in reversed([*zip(TIMES, JAW, strict=True)])
    },
    "a list a channel": {"jawOpen": JAW, "eyeBlinkLeft": [0.5] * COUNT, "time": TIMES},
    "a list a channel, in an object": {"times": TIMES, "channels": {"jawOpen": JAW}},
    "a matrix": {
        "names": ["jawOpen", "eyeBlinkLeft"],
        "values": [[jaw, 0.5] for jaw in JAW],
        "times": TIMES,
    },
    "faces a frame": [
        {"time": STEP * index, "faces": [{"id": 3, **face(jaw)}]} for index, jaw in enumerate(JAW)
    ],
    "categories under a key of their own": [
        {"time": STEP * index, "bs": categories(jaw)} for index, jaw in enumerate(JAW)
    ],
    "one recording": {"a.mp4": timed(JAW)},
}


def written(folder, content):
    path = folder / "take.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize("layout", ONE_FACE)
def test_one_face(tmp_path, layout):
    take = read_take(written(tmp_path, ONE_FACE[layout]), fps=25)
    np.testing.assert_allclose(take.values[:, take.names.index("jawOpen")], JAW, rtol=1e-6)
    np.testing.assert_allclose(take.times, TIMES, atol=1e-6)
    assert not [note for note in take.notes if "not read" in note]


def test_head_beside_a_list_a_channel(tmp_path):
    head = {"yaw": [2.0 * index for index in range(COUNT)], "pitch": [1] * COUNT}
    content = {"fps": 25, "blendshapes": {"jawOpen": JAW}, "head": {**head, "roll": [0] * COUNT}}
    take = read_take(written(tmp_path, content))
    assert take.fps == 25
    assert take.head is not None
    np.testing.assert_allclose(np.ptp(take.head, axis=0), np.radians([0, 18, 0]), atol=1e-6)


def two_faces(ids):
    """They change places in the list halfway."""
    frames = []
    for index, jaw in enumerate(JAW):
        faces = [{**face(jaw)}, {**face(jaw + 0.5)}]
        for own, number in zip(faces, ids, strict=True):
            own.update({"id": number} if number else {})
        frames.append({"faces": faces[:: 1 if index < 6 else -1]})
    return {"fps": 25, "frames": frames}


@pytest.mark.parametrize("ids", [("ann", "bo"), (1, 2), (None, None)])
def test_faces_of_a_frame_are_people(tmp_path, ids):
    takes = read_takes(written(tmp_path, two_faces(ids)), ReadOptions(face="all"))
    assert [take.fps for take in takes] == [25, 25]
    for take, more in zip(takes, (0, 0.5), strict=True):
        np.testing.assert_allclose(take.values[:, 0], np.add(JAW, more), rtol=1e-5)


def test_frames_without_a_face_are_gaps(tmp_path):
    content = [
        {"time": STEP * index, "faces": [] if index in (3, 4) else [face(jaw)]}
        for index, jaw in enumerate(JAW)
    ]
    take = read_take(written(tmp_path, content))
    np.testing.assert_allclose(take.times, [*TIMES[:3], *TIMES[5:]], atol=1e-6)


@pytest.mark.parametrize(
    "content",
    [
        {"a.mp4": timed(JAW), "b.mp4": timed(WIDER)},
        {"fps": 25, "a.mp4": {"frames": timed(JAW)}, "b.mp4": {"frames": timed(WIDER)}},
        {
            "videos": [
                {"name": "a.mp4", "frames": timed(JAW)},
                {"name": "b.mp4", "frames": timed(WIDER)},
            ]
        },
        [{"video": "a.mp4", "id": 1, "rows": timed(JAW)}, {"video": "b.mp4", "rows": timed(WIDER)}],
    ],
)
def test_several_recordings(tmp_path, content):
    path = written(tmp_path, content)
    takes = read_takes(path, ReadOptions(face="all"))
    assert [take.face for take in takes] == ["a.mp4", "b.mp4"]
    for take, jaws in zip(takes, (JAW, WIDER), strict=True):
        np.testing.assert_allclose(take.values[:, 0], jaws, rtol=1e-6)
        np.testing.assert_allclose(take.times, TIMES, atol=1e-6)
    assert "2 recordings in one" in read_take(path).notes[-1]

"""Frames of JSON: at once where all is plain, one value after the other where anything is not."""

import json
import math

import numpy as np
import pytest
from blendshape_face.data.takes import ReadOptions, TakeError, read_take, read_takes
from hypothesis import given
from hypothesis import strategies as st

NAMES = ["jawOpen", "eyeBlinkLeft", "mouthSmileLeft"]
SCORES = st.one_of(
    st.floats(0, 1),
    st.integers(0, 1),
    st.none(),
    st.floats(0, 1).map(str),
    st.sampled_from(["", "NaN"]),
)
FRAMES = st.lists(
    st.dictionaries(st.sampled_from(NAMES), SCORES, min_size=1), min_size=2, max_size=9
)


def written(folder, content):
    path = folder / "take.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def meant(score):
    """What a score of a frame means, NaN where nothing was measured."""
    return math.nan if score in (None, "", "NaN") else float(score)


def as_names(frame):
    return frame


def as_categories(frame):
    return [
        {"index": index, "score": score, "categoryName": name, "displayName": ""}
        for index, (name, score) in enumerate(frame.items())
    ]


def as_mixed_categories(frame):
    """Each with other keys than the one before it."""
    spellings = [("categoryName", "score"), ("category_name", "value"), ("name", "weight")]
    return [
        {spellings[index % 3][0]: name, spellings[index % 3][1]: score}
        for index, (name, score) in enumerate(frame.items())
    ]


@pytest.mark.parametrize("spell", [as_names, as_categories, as_mixed_categories])
@given(frames=FRAMES)
def test_any_scores_are_those_of_the_file(tmp_path_factory, spell, frames):
    # A first and a last face, so that none of these is the whole recording.
    whole = dict.fromkeys(NAMES, 0.5)
    all_frames = [whole, *frames, whole]
    content = [{"timestamp": 40 * i, "blendshapes": spell(f)} for i, f in enumerate(all_frames)]
    take = read_take(written(tmp_path_factory.mktemp("json"), content))
    expected = [[meant(frame.get(name)) for name in NAMES] for frame in all_frames]
    columns = [take.names.index(name) for name in NAMES]
    np.testing.assert_array_equal(take.values[:, columns], np.array(expected, np.float32))


@pytest.mark.parametrize("wrong", [True, 1e31, 10**400, "x", [1], {"a": 1}])
def test_what_is_no_score_is_named_among_plain_frames(tmp_path, wrong):
    content = [
        {"timestamp": 40 * i, "blendshapes": {"jawOpen": wrong if i == 700 else 0.5}}
        for i in range(900)
    ]
    with pytest.raises(TakeError, match=r"frame 700, jawOpen: .* is not a number"):
        read_take(written(tmp_path, content))


def test_a_long_reading_is_watched(tmp_path):
    content = [{"timestamp": 40 * i, "blendshapes": {"jawOpen": i / 2000}} for i in range(2000)]
    shares = []
    read_takes(written(tmp_path, content), ReadOptions(progress=shares.append))
    assert len(shares) > 3
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] <= 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_value_a_line_may_hold_any_text(tmp_path, end):
    path = tmp_path / "take.jsonl"
    note = "a\u2028b"
    lines = [
        json.dumps({"time_ms": 40 * i, "jawOpen": i / 9, "note": note}, ensure_ascii=False)
        for i in range(10)
    ]
    path.write_bytes(end.join(lines).encode())
    take = read_take(path)
    assert [len(take.times), take.fps] == [10, pytest.approx(25)]
    path.write_bytes(end.join([*lines[:4], "{", *lines[5:]]).encode())
    with pytest.raises(TakeError, match="row 5, column 2: is not JSON"):
        read_take(path)


@pytest.mark.parametrize("heading", [{"fps": 50, "device": "cam"}, {"meta": {"fps": 50}}])
@pytest.mark.parametrize("lost", [None, {}, {"blendshapes": None}])
def test_a_heading_is_no_frame_and_a_lost_face_is_one(tmp_path, heading, lost):
    frames = [{"blendshapes": {"jawOpen": i / 9}} for i in range(10)]
    path = tmp_path / "take.jsonl"
    path.write_text("\n".join(map(json.dumps, [heading, *frames])))
    take = read_take(path)
    assert [len(take.times), take.fps, take.faceless] == [10, 50, 0]
    path.write_text("\n".join(map(json.dumps, [heading, lost, *frames])))
    take = read_take(path)
    assert [len(take.times), take.fps, take.faceless] == [11, 50, 1]

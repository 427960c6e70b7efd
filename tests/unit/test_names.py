"""Names in any spelling, of any tracker: what they mean, and what is told of the rest."""

import csv
import json

import numpy as np
import pytest
from blendshape_face.data.channels import BLENDSHAPES, CHANNELS, TONGUE, canonical_name, names
from blendshape_face.data.takes import TakeError, read_take
from blendshape_face.data.vocabularies import (
    names_in_order,
    read_names,
    vocabularies,
    words_of_tracker,
)
from hypothesis import given
from hypothesis import strategies as st

FEW = ("jawOpen", "eyeBlinkLeft", "eyeBlinkRight", "mouthSmileLeft")


@pytest.fixture
def table(tmp_path):
    def write(columns, *rows):
        path = tmp_path / "take.csv"
        with path.open("w", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["timestamp_ms", *columns])
            for index, row in enumerate(rows):
                writer.writerow([40 * index, *row])
        return path

    return write


def values_of(take):
    return dict(zip(take.names, take.values[-1].tolist(), strict=True))


@pytest.mark.parametrize(
    "spelled",
    [
        "bs_{}", "blendshape.{}", "face:{}", "ARKit|{}", "mesh/{}", "{}_bs", "{}.001", "{}_score",
        "face_blendshapes_{}", "head_geo.bs_{}", "00_{}", "v2/{}",
    ],
)  # fmt: skip
def test_what_stands_around_all_names_is_taken_off(table, spelled):
    columns = [spelled.format(name) for name in FEW]
    take = read_take(table(columns, [0.1, 0.2, 0.3, 0.4], [0.5, 0.6, 0.7, 0.8]))
    assert take.names == FEW
    np.testing.assert_allclose(take.values[1], [0.5, 0.6, 0.7, 0.8])


@pytest.mark.parametrize(
    ("spelled", "name"),
    [
        ("AU1", "AU01"), ("au_1", "AU01"), ("AU 12", "AU12"), ("Action Unit 4", "AU04"),
        ("AU45", "AU43"), ("au-09", "AU09"), ("eyeBlink_l", "eyeBlinkLeft"),
        ("eyeBlinkR", "eyeBlinkRight"), ("mouthSmile.l", "mouthSmileLeft"),
        ("blendShapes._neutral", "_neutral"), ("bs__neutral", "_neutral"),
        ("face/_neutral", "_neutral"), ("neutral", "neutral"), ("AU99", None), ("AU100", None),
    ],
)  # fmt: skip
def test_spellings(spelled, name):
    assert canonical_name(spelled) == name


def test_neutral_behind_the_prefix_of_all_is_mediapipes():
    words = read_names(["bs_neutral", "bs_jawOpen", "bs_browInnerUp"])
    assert [word.name for word in words] == ["_neutral", "jawOpen", "browInnerUp"]
    assert not read_names(["emotion_neutral", "x_jawOpen"])[0].is_known


def test_a_plain_name_goes_before_one_with_something_around_it(table):
    columns = ["raw_jawOpen", "raw_eyeBlinkLeft", "jawOpen", "std_jawOpen", "AU45", "AU43"]
    take = read_take(table(columns, [0.1, 0.2, 0.3, 9, 0.4, 0.5]))
    found = values_of(take)
    assert found == pytest.approx({"jawOpen": 0.3, "eyeBlinkLeft": 0.2, "AU43": 0.5})
    assert "not read: raw_jawOpen, std_jawOpen, AU45" in take.notes


def test_two_spellings_of_one_channel_are_refused(table):
    with pytest.raises(TakeError, match="'jawOpen' and 'JawOpen' are the same channel"):
        read_take(table(["jawOpen", "JawOpen"], [0, 1]))


def test_no_vocabulary_has_a_target_outside_the_channels():
    for vocabulary in vocabularies():
        for link in vocabulary.links:
            assert link.target in CHANNELS or link.target == TONGUE, (vocabulary.title, link)
            is_own = canonical_name(link.source) == link.target
            assert not is_own, f"{vocabulary.title}: {link.source} needs no row"


WHOLE = (
    "cheekPuff",
    "mouthFunnel",
    "mouthPucker",
    "mouthRollLower",
    "browInnerUp",
    "mouthSmileLeft",
)


@pytest.mark.parametrize("title", [each.title for each in vocabularies()])
def test_the_shares_of_a_channel_make_a_whole(title):
    """A face that does all with all its strength shows each channel once."""
    vocabulary = next(each for each in vocabularies() if each.title == title)
    for channel in WHOLE:
        shares = [link.gain for link in vocabulary.links if link.target == channel]
        if min(shares, default=1) < 1 and "FaceScape" not in title and "SRanipal" not in title:
            assert sum(shares) % 1 == pytest.approx(0, abs=1e-9) or sum(shares) > 1


@pytest.mark.parametrize(
    ("columns", "row", "expected"),
    [
        (["Brow_Lowerer_L", "Jaw_Drop", "Lip_Funneler_LB", "Lip_Funneler_RT", "Tongue_Out"],
         [0.5, 0.25, 0.4, 0.8, 1],
         {"browDownLeft": 0.5, "jawOpen": 0.25, "mouthFunnel": 0.3, "tongueOut": 1}),
        (["XR_FACE_EXPRESSION_EYES_LOOK_LEFT_R_FB", "XR_FACE_EXPRESSION_EYES_CLOSED_L_FB"],
         [0.5, 0.25], {"eyeLookInRight": 0.5, "eyeBlinkLeft": 0.25}),
        (["XR_FACE_PARAMETER_INDICES_CHEEK_PUFF_L_ANDROID",
          "XR_FACE_PARAMETER_INDICES_JAW_THRUST_ANDROID"],
         [0.5, 0.25], {"cheekPuff": 0.25, "jawForward": 0.25}),
        (["BrowLowererL", "JawDrop", "EyesClosedR"], [0.5, 0.25, 1],
         {"browDownLeft": 0.5, "jawOpen": 0.25, "eyeBlinkRight": 1}),
        (["Mouth_Ape_Shape", "Mouth_Pout", "Jaw_Open", "Eye_Left_Right"], [0.5, 0.25, 0.1, 1],
         {"mouthClose": 0.5, "mouthPucker": 0.25, "jawOpen": 0.5, "eyeLookInLeft": 1}),
        (["MouthCornerPullLeft", "MouthCornerSlantLeft", "JawOpen", "EyeOpennessRight"],
         [0.5, 1, 0.3, 0.2], {"mouthSmileLeft": 0.6, "jawOpen": 0.3, "eyeBlinkRight": 0.8}),
        (["CTRL_expressions_browRaiseInL", "CTRL_expressions_browRaiseInR",
          "CTRL_expressions_jawOpen"], [0.5, 1, 0.3], {"browInnerUp": 0.75, "jawOpen": 0.3}),
        (["jawDrop", "eyesLookLeft", "lipSuck"], [0.5, 0.25, 1],
         {"jawOpen": 0.5, "eyeLookOutLeft": 0.25, "eyeLookInRight": 0.25, "mouthRollLower": 1}),
        (["BrowsD_L", "JawFwd", "Puff", "Sneer"], [0.5, 0.25, 1, 0.1],
         {"browDownLeft": 0.5, "jawForward": 0.25, "cheekPuff": 1, "noseSneerRight": 0.1}),
        (["2_smile", "12_lip_puckerer", "14_sadness", "5_jaw_left"], [0.5, 0.25, 1, 0.1],
         {"mouthSmileLeft": 0.5, "mouthPucker": 0.25, "mouthFrownLeft": 1, "jawLeft": 0.1}),
        (["AU01_r", "AU45_r", "AU01_c"], [2.5, 5, 1], {"AU01": 0.5, "AU43": 1}),
        (["au_1_intensity", "au_12_intensity", "au_1", "au_7"], [2.5, 5, 1, 1],
         {"AU01": 0.5, "AU12": 1, "AU07": 1}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("as_json", [False, True])
def test_trackers_own_names(table, tmp_path, columns, row, expected, as_json):
    path = table(columns, row)
    if as_json:
        path = tmp_path / "take.json"
        scores = dict(zip(columns, row, strict=True))
        path.write_text(json.dumps([{"timestamp": 0, "blendshapes": scores}]))
    take = read_take(path)
    found = values_of(take)
    assert {name: found[name] for name in expected} == pytest.approx(expected)
    assert take.scale == "arkit"
    assert any("read as channels by a table" in note for note in take.notes)


def test_other_programs_tables_are_no_vocabulary(table):
    affectiva = [
        "Brow Furrow", "Brow Raise", "Lip Corner Depressor", "Lip Suck", "Jaw Drop", "Dimpler",
        "Eye Closure", "Nose Wrinkle", "Upper Lip Raise", "Smile", "Cheek Raise",
    ]  # fmt: skip
    assert words_of_tracker(affectiva) == 0
    with pytest.raises(TakeError, match="has no blendshape column"):
        read_take(table(affectiva, [0.5] * len(affectiva)))
    assert words_of_tracker(["smile", "anger", "sadness"]) == 0


@given(st.lists(st.text(max_size=20), max_size=20))
def test_any_names_are_words(written):
    words = read_names(written)
    assert len(words) == len(written)
    assert words_of_tracker(written) <= len(written)


@pytest.mark.parametrize(
    ("columns", "scale"),
    [
        (["jawOpen", "tongueOut"], "arkit"),
        (["jawOpen", "tongue_out"], "arkit"),
        (["jawOpen", "tongueOut", "_neutral"], "mediapipe"),
        (["jawOpen"], "mediapipe"),
        (["AU12", "AU04"], "arkit"),
    ],
)
def test_which_model_a_table_is_of(table, tmp_path, columns, scale):
    assert read_take(table(columns, [0.5] * len(columns))).scale == scale
    path = tmp_path / "take.json"
    scores = dict.fromkeys(columns, 0.5)
    path.write_text(json.dumps({"frames": [{"timestamp": 0, "blendshapes": scores}]}))
    assert read_take(path).scale == scale


def test_what_is_not_read_is_listed(table):
    columns = ["jawOpen", "x_0", "x_1", "x_2", "Subject", "frame", "AU01_c", "AU02_c"]
    take = read_take(table(columns, [0.5] * len(columns)))
    assert take.notes == ("not read: x_* (3), Subject, AU*_c (2)",)


def test_azures_order_is_that_of_its_documentation():
    order = names_in_order("azure")
    assert len(order) == len(set(order)) == 55
    assert set(names(BLENDSHAPES)) - {"_neutral"} < set(order)
    assert order.index("jawOpen") == 17
    assert order[51:] == ("tongueOut", "headRoll", "leftEyeRoll", "rightEyeRoll")


@pytest.mark.parametrize("layout", ["chunks", "one chunk", "events"])
def test_azures_55(tmp_path, layout):
    rows = [[0.01 * frame] * 17 + [0.1 * frame] + [0] * 37 for frame in range(6)]
    chunks = [
        {"FrameIndex": 0, "BlendShapes": rows[:4]},
        {"FrameIndex": 4, "BlendShapes": rows[4:]},
    ]
    content = chunks
    if layout == "one chunk":
        content = {"FrameIndex": 0, "BlendShapes": rows}
    if layout == "events":
        content = [
            {"audio_offset": 10**6 * index, "viseme_id": 0, "animation": json.dumps(chunk)}
            for index, chunk in enumerate(chunks)
        ]
    path = tmp_path / "azure.json"
    path.write_text(json.dumps(content))
    take = read_take(path)
    assert take.fps == 60
    assert len(take.names) == 52
    np.testing.assert_allclose(take.values[:, take.names.index("jawOpen")], np.arange(6) / 10)
    assert "not read: headRoll, leftEyeRoll, rightEyeRoll" in take.notes

"""Takes on other meshes: links against a plain reference, keys in any spelling, detection, eyes."""

import math

import numpy as np
import pytest
from blendshape_face.data.expressions import basic_expressions
from blendshape_face.data.eye_channels import LOOK_DEGREES
from blendshape_face.data.rigs import ARKIT_NAMES, PRESETS, Link, Rig, presets
from blendshape_face.data.rigs.bundled import emotions
from blendshape_face.data.rigs.fitting import detect, fit, key_of
from blendshape_face.data.rigs.retarget import as_blendshapes, eye_rotation, retarget
from hypothesis import given
from hypothesis import strategies as st

NAN = math.nan


def reference(links, channels, values):
    """The same in plain Python, a sample at a time."""
    targets = []
    for link in links:
        if link.source in channels and link.target not in targets:
            targets.append(link.target)
    rows = []
    for sample in values:
        row = []
        for target in targets:
            terms = [
                link.gain * sample[channels.index(link.source)] + link.offset
                for link in links
                if link.target == target and link.source in channels
            ]
            measured = [term for term in terms if not math.isnan(term)]
            row.append(sum(measured) if measured else NAN)
        rows.append(row)
    return tuple(targets), np.array(rows, np.float32).reshape(len(values), len(targets))


def test_one_to_many_and_many_to_one():
    links = [
        Link("browInnerUp", "Inner L"),
        Link("browInnerUp", "Inner R", 0.5),
        Link("mouthSmileLeft", "Smile", 0.5),
        Link("mouthSmileRight", "Smile", 0.5, 0.1),
        Link("jawOpen", "Never"),
    ]
    values = np.array([[0.2, 0.4, 0.8, 1.0], [NAN, NAN, 0.8, 1.0], [0.0, NAN, NAN, 1.0]])
    made = retarget(links, ("browInnerUp", "mouthSmileLeft", "mouthSmileRight", "Pitch"), values)
    assert made.targets == ("Inner L", "Inner R", "Smile")
    assert made.dropped == ("Pitch",)
    assert made.values.dtype == np.float32
    expected = [[0.2, 0.1, 0.7], [NAN, NAN, 0.5], [0.0, 0.0, NAN]]
    np.testing.assert_allclose(made.values, expected, atol=1e-7)


names = st.sampled_from(["jawOpen", "mouthClose", "cheekPuff", "AU12", "tongueOut"])
numbers = st.floats(-2, 2, width=32)
link = st.builds(Link, names, st.sampled_from("ABC"), numbers, numbers)


@given(
    links=st.lists(link, max_size=8),
    channels=st.lists(names, unique=True, max_size=4),
    data=st.data(),
)
def test_retarget_is_the_reference(links, channels, data):
    cells = st.one_of(numbers, st.just(NAN))
    rows = data.draw(st.lists(st.tuples(*[cells] * len(channels)), min_size=1, max_size=4))
    values = np.array(rows, np.float32).reshape(len(rows), len(channels))
    targets, expected = reference(links, channels, values.tolist())
    made = retarget(links, channels, values)
    assert made.targets == targets
    np.testing.assert_allclose(made.values, expected, atol=1e-5)
    assert set(made.dropped) == set(channels) - {link.source for link in links}


def test_an_identity_changes_nothing():
    values = np.random.default_rng(0).normal(0, 1, (7, len(ARKIT_NAMES))).astype(np.float32)
    made = retarget(presets()["arkit"].links, ARKIT_NAMES, values)
    assert made.targets == ARKIT_NAMES
    np.testing.assert_array_equal(made.values, values)


@pytest.mark.parametrize(
    "key",
    [
        "EyeBlinkLeft", "eyeBlink_L", "eyeBlink_l", "eyeBlink.L", "eyeBlinkL", "eye_blink_left",
        "blendShape1.eyeBlinkLeft", "blendShapes.EyeBlinkLeft", "Eye Blink Left",
        "A14_Eye_Blink_Left", "!ex-eyeBlinkLeft", "Head|eyeBlinkLeft", "head:eyeBlink_L",
    ],
)  # fmt: skip
def test_arkit_in_any_spelling(key):
    found = fit(presets()["arkit"], ["Smile", key, "eyeBlinkRight"])
    assert {link.source: link.target for link in found.links} == {
        "eyeBlinkLeft": key,
        "eyeBlinkRight": "eyeBlinkRight",
    }
    assert found.score == pytest.approx(2 / 52)
    assert "Smile" in found.unused


def test_a_whole_name_goes_before_an_end():
    rig = Rig("", (Link("jawOpen", "jawOpen"),))
    for keys in (["old_jawOpen", "JawOpen"], ["JawOpen", "old_jawOpen"]):
        assert [link.target for link in fit(rig, keys).links] == ["JawOpen"]
        assert set(fit(rig, keys).unused) == {"old_jawOpen"}


@given(st.lists(st.text(min_size=1, max_size=5).filter(str.strip), unique=True, min_size=1))
def test_a_rig_that_names_keys_exactly_finds_them(keys):
    rig = Rig("", tuple(Link(f"channel{index}", key) for index, key in enumerate(keys)))
    assert fit(rig, keys).links == rig.links
    assert not fit(rig, keys).missing


def test_numbers_and_marks_are_parts_of_a_name():
    rig = Rig("", (Link("jawOpen", "jawOpen.001"), Link("cheekPuff", "><")))
    assert fit(rig, ["browDown.001", "^^", "jawOpen"]).links == ()
    assert [link.target for link in fit(rig, ["JawOpen.001", " >< "]).links] == [
        "JawOpen.001",
        " >< ",
    ]


def test_short_names_need_all_of_a_name():
    rig = Rig("", (Link("jawOpen", "aa"), Link("eyeBlinkLeft", "blink"), Link("mouthPucker", "う")))
    assert fit(rig, ["viseme_aa", "my_blink"]).links == ()
    assert [link.target for link in fit(rig, ["AA", "Face.う"]).links] == ["AA", "Face.う"]


def test_japanese_of_either_width():
    assert key_of("ｳｨﾝｸ２右") == key_of("ウィンク２右") != key_of("ウィンク２")
    found = fit(presets()["mmd"], ["あ", "ウィンク２", "ｳｨﾝｸ２右", "まばたき"])
    assert {link.source: link.target for link in found.links} == {
        "jawOpen": "あ",
        "eyeBlinkLeft": "ウィンク２",
        "eyeBlinkRight": "ｳｨﾝｸ２右",
    }
    blinks = fit(presets()["mmd"], ["まばたき"]).links
    assert blinks == tuple(Link(f"eyeBlink{side}", "まばたき", 0.5) for side in ("Left", "Right"))


def test_otherwise_only_where_no_key_was_found():
    rig = Rig(
        "",
        (Link("jawOpen", "Jaw"), Link("mouthPucker", "Kiss")),
        (Link("jawOpen", "Mouth", 0.5), Link("mouthPucker", "Lips", 0.5)),
    )
    found = fit(rig, ["Jaw", "Mouth", "Lips"])
    assert found.links == (Link("jawOpen", "Jaw"), Link("mouthPucker", "Lips", 0.5))
    assert found.score == 1
    assert list(found.unused) == ["Mouth"]


def test_what_does_not_fit_is_guessed():
    keys = [key for key in ARKIT_NAMES if key not in ("jawOpen", "cheekPuff")] + ["jawOpn", "Tail"]
    found = fit(presets()["arkit"], keys)
    assert found.missing == {"cheekPuff": "", "jawOpen": "jawOpn"}
    assert found.unused == {"jawOpn": "jawOpen", "Tail": ""}


@pytest.mark.parametrize("name", PRESETS)
def test_a_rigs_own_keys_are_told(name):
    keys = list(dict.fromkeys(link.target for link in presets()[name].links))
    told = "arkit" if name == "readyplayerme" else name
    assert detect(keys) == (told, 1.0)
    assert detect([*(f"body_{i}" for i in range(50)), *keys]) == (told, 1.0)
    if name != "vrm":  # its names are too short to be told by their ends
        assert detect([f"Mesh__{key}" for key in keys]) == (told, 1.0)


def test_detection_counts_channels():
    lists = {name: [link.target for link in rig.links] for name, rig in presets().items()}
    without_tongue = [key for key in lists["arkit"] if key != "tongueOut"]
    assert detect(lists["vroid"] + without_tongue) == ("arkit", pytest.approx(51 / 52))
    assert detect(["mouthOpen", "mouthSmile"]) == ("readyplayerme", pytest.approx(3 / 52))
    assert detect([*without_tongue[:40], "eyesLookUp", "eyesLookDown"])[0] in (
        "arkit",
        "readyplayerme",
    )
    assert detect(["Hat", "Beard"]) == ("", 0.0)
    assert detect([]) == ("", 0.0)


def test_action_units_alone_become_blendshapes():
    values = np.array([[1.0, 0.5, 0.25, 0.1], [NAN, 0.5, 0.25, 0.1]], np.float32)
    channels, shapes = as_blendshapes(("AU12", "AU23", "AU24", "Pitch"), values)
    assert channels == (
        "mouthSmileLeft", "mouthSmileRight", "mouthPressLeft", "mouthPressRight", "Pitch",
    )  # fmt: skip
    expected = [[1, 1, 0.5, 0.5, 0.1], [NAN, NAN, 0.5, 0.5, 0.1]]
    np.testing.assert_allclose(shapes, expected, atol=1e-7)
    assert not set(as_blendshapes(("AU11", "AU26"), values[:, :2])[0]) - {"jawOpen"}


def test_emotions_play_through_the_units_that_define_them():
    names_, shapes = as_blendshapes(("happiness", "neutral", "Pitch"), np.full((2, 3), 0.5))
    shown = dict(zip(names_, shapes[0], strict=True))
    assert shown["mouthSmileLeft"] == shown["cheekSquintRight"] == 0.5
    assert "neutral" not in shown
    # Where units are measured, they tell more than the emotion.
    names_, _ = as_blendshapes(("happiness", "AU01"), np.ones((1, 2)))
    assert names_ == ("browInnerUp", "happiness")


def test_emotions_have_the_units_of_the_ready_expressions():
    for link in emotions().links:
        assert basic_expressions()[link.source].values[link.target] == link.gain


def test_the_gaze_goes_with_action_units():
    names_, shapes = as_blendshapes(("AU26", "eyeLookUpLeft"), np.array([[0.25, 0.5]]))
    assert names_ == ("jawOpen", "eyeLookUpLeft")
    np.testing.assert_allclose(shapes, [[0.25, 0.5]])


def test_blendshapes_are_not_driven_twice():
    for channels in (("AU12", "jawOpen"), ("jawOpen", "Pitch"), ("Pitch", "Yaw")):
        values = np.ones((3, 2), np.float32)
        assert as_blendshapes(channels, values)[0] == channels
        assert as_blendshapes(channels, values)[1] is values


@pytest.mark.parametrize(
    ("channel", "left", "right"),
    [
        # (pitch, yaw) in degrees: up and to the subject's right are positive
        ("eyeLookUpLeft", (22, None), (None, None)),
        ("eyeLookDownLeft", (-28, None), (None, None)),
        ("eyeLookInLeft", (None, 30), (None, None)),
        ("eyeLookOutLeft", (None, -30), (None, None)),
        ("eyeLookUpRight", (None, None), (22, None)),
        ("eyeLookDownRight", (None, None), (-28, None)),
        ("eyeLookInRight", (None, None), (None, -30)),
        ("eyeLookOutRight", (None, None), (None, 30)),
    ],
)
def test_eyes_turn_as_written_down(channel, left, right):
    expected = np.array([left, right], float)
    turned = eye_rotation((channel, "jawOpen"), np.array([[1.0, 1.0], [0.5, 0.0], [NAN, 0.0]]))
    np.testing.assert_allclose(np.degrees(turned[0]), expected, rtol=1e-6)
    np.testing.assert_allclose(np.degrees(turned[1]), expected / 2, rtol=1e-6)
    assert np.isnan(turned[2]).all()


def test_eyes_look_together_and_stay_within_limits():
    channels = [f"eyeLook{way}{eye}" for way in LOOK_DEGREES for eye in ("Left", "Right")]
    one = {"eyeLookOutRight": 3.0, "eyeLookInLeft": 3.0, "eyeLookUpLeft": -1.0}
    turned = eye_rotation(channels, np.array([[one.get(name, 0.0) for name in channels]]))
    np.testing.assert_allclose(np.degrees(turned), [[[0, 30], [0, 30]]], atol=1e-5)

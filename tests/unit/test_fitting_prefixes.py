"""Joined meshes: several parts with prefixes of their own; and which preset is found."""

import numpy as np
import pytest
from blendshape_face.data.rigs import Link, Rig
from blendshape_face.data.rigs.fitting import detect, fit
from blendshape_face.data.rigs.retarget import channels_behind, retarget
from hypothesis import given
from hypothesis import strategies as st

BLINK = Rig("", (Link("eyeBlinkLeft", "eyeBlinkLeft", 0.5),))


@given(
    parts=st.lists(st.sampled_from(["head", "Lash", "teeth_1", "Tear Line"]), unique=True),
    separator=st.sampled_from([".", ":", "_", "|", "__", "-"]),
    spelling=st.sampled_from(["eyeBlinkLeft", "EyeBlinkLeft", "eyeBlink_L", "eye_blink_left"]),
)
def test_each_part_is_driven(parts, separator, spelling):
    keys = [f"{part}{separator}{spelling}" for part in parts]
    links = fit(BLINK, ["Basis", *keys, "Ears"]).links
    assert [link.target for link in links] == keys
    assert {link.gain for link in links} <= {0.5}


@pytest.mark.parametrize(
    ("keys", "driven"),
    [
        (["jawOpen_eyeBlinkLeft", "head_eyeBlinkLeft"], ["head_eyeBlinkLeft"]),
        (["head_jawOpen_eyeBlinkLeft"], []),
        (["eyeBlinkLeft", "EyeBlinkLeft"], ["eyeBlinkLeft"]),
        (["EyeBlinkLeft", "old_eyeBlinkLeft"], ["EyeBlinkLeft"]),
        (["eyeBlinkLeft", "lash.eyeBlinkLeft"], ["eyeBlinkLeft", "lash.eyeBlinkLeft"]),
    ],
)
def test_combinations_and_other_spellings_are_no_parts(keys, driven):
    assert [link.target for link in fit(BLINK, keys).links] == driven


def test_keys_decide_which_preset_it_is_and_not_channels():
    # Each of VRM's emotions stands for two channels.
    assert detect(["jawOpen", "eyeBlinkLeft", "eyeBlinkRight", "Angry", "Sad"])[0] == "arkit"
    assert detect(["Angry", "Sad"])[0] == "vrm"
    assert detect(["Wind"]) == ("", 0.0)


@given(seed=st.integers(0, 10**6), extra=st.integers(0, 3))
def test_channels_behind_play_the_same(seed, extra):
    rng = np.random.default_rng(seed)
    sources = ("a", "b", "c")
    targets = tuple(f"key{number}" for number in range(3 + extra))
    links = [
        Link(source, target, float(rng.normal()), float(rng.normal()))
        for source in sources
        for target in targets
    ]
    values = rng.normal(size=(5, 3))
    shown = retarget(links, sources, values)
    channels, found = channels_behind(links, shown.targets, shown.values)
    assert channels == sources
    again = retarget(links, channels, found)
    np.testing.assert_allclose(again.values, shown.values, atol=1e-3)

"""Rig files: the bundled ones hold together, a user's own are read back, bad ones say where."""

import re

import numpy as np
import pytest
from blendshape_face.data.channels import ACTION_UNITS, CHANNELS, names
from blendshape_face.data.errors import FaceError, MappingError
from blendshape_face.data.motion.mirror import mirror_names
from blendshape_face.data.rigs import (
    ARKIT_NAMES,
    PRESETS,
    Link,
    Rig,
    action_units,
    parse_rig,
    presets,
    read_rig,
    write_rig,
)
from blendshape_face.data.rigs.fitting import fit
from blendshape_face.data.rigs.retarget import retarget
from hypothesis import example, given
from hypothesis import strategies as st

from tools.rigs import TARGET, rigs_page

MINE = """\
title = "Mine"
[links]
jawOpen = "Mouth"
browInnerUp = { "In L" = 1, "In R" = -0.5 }
eyeBlinkLeft = { Lid = [0.9, 0.1] }
[otherwise]
EyeBlink_R = "Wink"
"""


def test_a_file_reads_as_written_down():
    assert parse_rig(MINE, "mine.toml") == Rig(
        "Mine",
        (
            Link("jawOpen", "Mouth"),
            Link("browInnerUp", "In L"),
            Link("browInnerUp", "In R", -0.5),
            Link("eyeBlinkLeft", "Lid", 0.9, 0.1),
        ),
        (Link("eyeBlinkRight", "Wink"),),
    )
    assert parse_rig("same_names = true", "a.b.toml") == Rig(
        "a.b", tuple(Link(name, name) for name in ARKIT_NAMES)
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "mine.toml: links nothing"),
        ("[links]\nA = \n", "mine.toml: is not TOML: Invalid value (at line 2, column 5)"),
        ("a = " + "[" * 100_000, "mine.toml: is not TOML"),
        ("title = 'a'\na = " + "9" * 5000, "mine.toml: holds a number that is too long"),
        ("lnks = 1", "mine.toml, lnks: is not known here; use title"),
        ("title = 1", "mine.toml, title: must be a text in quotes"),
        ("same_names = 1", "mine.toml, same_names: must be true or false"),
        ("links = 'a'", "mine.toml, links: must be a table"),
        ("[links]\njawOpen = 1", 'mine.toml, links, jawOpen: must be "Shape Key" or {'),
        ("[links]\njawOpen = ['A', 'B']", "mine.toml, links, jawOpen: must be"),
        ("[links]\njawOpen = {}", "mine.toml, links, jawOpen: must be"),
        ("[links]\njawOpen = ' '", "mine.toml, links, jawOpen: names an empty shape key"),
        ("[links]\n'' = 'A'", "mine.toml, links, empty name: is no channel's name"),
        (
            "[links]\njawOpen = { blendShape1.jawOpen = 1 }",
            "mine.toml, links, jawOpen, blendShape1: is a table; put names with dots into quotes",
        ),
        ("[otherwise]\njawOpen = { A = true }", "mine.toml, otherwise, jawOpen, A: needs a gain"),
        ("[links]\njawOpen = { A = nan }", "mine.toml, links, jawOpen, A: needs a gain"),
        ("[links]\njawOpen = { A = -inf }", "from -100 to 100"),
        ("[links]\njawOpen = { A = 101 }", "from -100 to 100"),
        ("[links]\njawOpen = { A = [] }", "needs a gain"),
        ("[links]\njawOpen = { A = [1, 2, 3] }", "needs a gain"),
        ("[links]\njawOpen = { A = [1, '2'] }", "needs a gain"),
        (
            "[links]\njawOpen = 'A'\nJawOpen = 'B'",
            "mine.toml, links, JawOpen: jawOpen stands there twice",
        ),
        ("[links]\njawOpen = 'A'\njawOpen = 'B'", "mine.toml: is not TOML: Cannot overwrite"),
    ],
)
def test_bad_files_say_where(text, message):
    with pytest.raises(MappingError) as caught:
        parse_rig(text, "mine.toml")
    assert message in str(caught.value)
    assert isinstance(caught.value, FaceError)


def test_files_that_cannot_be_read_or_written(tmp_path):
    rig = parse_rig(MINE, "mine.toml")
    path = tmp_path / "mine.toml"
    with pytest.raises(MappingError, match=r"^mine\.toml: cannot be read"):
        read_rig(path)
    with pytest.raises(MappingError, match=r"^none\.toml: cannot be written"):
        write_rig(tmp_path / "nowhere" / "none.toml", rig)
    path.write_bytes(MINE.encode("utf-16"))
    with pytest.raises(MappingError, match="is not UTF-8 text"):
        read_rig(path)
    path.write_bytes(b"\xef\xbb\xbf" + MINE.encode())
    assert read_rig(path) == rig
    for unreadable in (Rig("", ()), Rig("", (Link("jawOpen", "A", 101),))):
        with pytest.raises(MappingError):
            write_rig(path, unreadable)
    with pytest.raises(MappingError, match="a name holds"):
        write_rig(path, Rig("", (Link("jawOpen", "\udc80"),)))
    assert read_rig(path) == rig  # as it was


text = st.text(st.characters(codec="utf-8"), min_size=1, max_size=6).filter(str.strip)
factor = st.floats(-100, 100)
pairs = st.dictionaries(
    st.sampled_from((*ARKIT_NAMES, "AU12")), st.dictionaries(text, factor, min_size=1)
)
links = st.builds(
    lambda table, offset: tuple(
        Link(source, target, gain, offset)
        for source, targets in table.items()
        for target, gain in targets.items()
    ),
    pairs,
    factor,
)


@given(title=st.text(st.characters(codec="utf-8"), max_size=9), first=links, second=links)
@example(title='"\\\x7f\n', first=(Link("jawOpen", 'a"\\\x7f\t\r\n#=.', 1.0),), second=())
def test_what_is_written_is_read(tmp_path_factory, title, first, second):
    if not first and not second:
        return
    path = tmp_path_factory.mktemp("rigs") / "rig.toml"
    rig = Rig(title, first, second, note=title)
    write_rig(path, rig)
    assert read_rig(path) == rig


def test_links_of_one_pair_are_written_as_their_sum(tmp_path):
    rig = Rig("", (Link("jawOpen", "A", 0.5, 0.1), Link("jawOpen", "A", 0.5, 0.2)))
    write_rig(tmp_path / "sum.toml", rig)
    (link,) = read_rig(tmp_path / "sum.toml").links
    assert (link.source, link.target, link.gain) == ("jawOpen", "A", 1.0)
    assert link.offset == pytest.approx(0.3)


TOKENS = ["[links]", "[", "]", "{", "}", "=", '"', ".", ",", "\n", "nan", "-1e999", "true", "é", ""]


@given(data=st.data())
def test_damaged_files_are_read_or_refused(data):
    damaged = MINE
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged)))
        end = at + data.draw(st.integers(0, 6))
        damaged = damaged[:at] + data.draw(st.sampled_from(TOKENS) | st.text(max_size=3))
        damaged += MINE[end:]
    try:
        rig = parse_rig(damaged, "mine.toml")
    except MappingError as error:
        assert str(error).startswith("mine.toml")  # noqa: PT017
        return
    assert rig.sources
    assert all(abs(link.gain) <= 100 and link.target.strip() for link in rig.links)


@pytest.mark.parametrize("name", PRESETS)
def test_presets_drive_channels_there_are(name):
    rig = presets()[name]
    assert set(rig.sources) <= set(ARKIT_NAMES)
    assert all(link.offset == 0 for link in (*rig.links, *rig.otherwise))
    keys = [link.target for link in rig.links]
    assert {link.target for link in fit(rig, keys).links} >= set(keys)


def mirrored_name(name: str) -> str:
    """Left for right in a key: as a word, as the letter at its end, between underscores, as 左."""
    swap = {"Left": "Right", "L": "R", "left": "right"}
    swap |= {right: left for left, right in swap.items()}
    if "ウィンク２" in name:
        return {"ウィンク２": "ウィンク２右", "ウィンク２右": "ウィンク２"}[name]
    name = re.sub(r"Left(?!-)|(?<!-)Right|left|right", lambda side: swap[side[0]], name)
    return re.sub(
        r"(?<=[a-z]_)[LR](?=_|$)|(?<=[a-z])[LR]$|(?<=[DU])[LR]$", lambda side: swap[side[0]], name
    )


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_symmetric(name):
    """The right side does what the left side does: a slip in a name shows."""
    for links in (presets()[name].links, presets()[name].otherwise):
        ways = {}
        for link in links:
            ways.setdefault(link.source, {})[link.target] = link.gain
        for source, keys in ways.items():
            (partner,) = mirror_names([source])
            mirror = {mirrored_name(key): gain for key, gain in keys.items()}
            if any("Left-Right" in key for key in keys):  # one dial for both ways
                mirror = {key: -gain for key, gain in keys.items()}
            assert ways[partner] == mirror, (source, partner)


def test_pairs_written_out_from_the_sources():
    pairs = {
        "cc4": {"eyeLookOutLeft": "Eye_L_Look_L", "eyeLookInLeft": "Eye_L_Look_R"},
        "vrm": {"eyeLookOutLeft": "lookLeft", "eyeLookInLeft": "lookRight", "jawOpen": "aa"},
        "metahuman": {
            "eyeLookInLeft": "CTRL_expressions_eyeLookRightL",
            "mouthSmileLeft": "CTRL_expressions_mouthCornerPullL",
        },
        "genesis81": {"eyeBlinkLeft": "facs_jnt_EyeBlinkLeft"},
        "genesis9": {"eyeBlinkRight": "facs_bs_EyeBlinkRight"},
        "genesis8": {"eyeBlinkRight": "eCTRLEyesClosedR"},
        "mmd": {"eyeBlinkLeft": "ウィンク２", "mouthPucker": "う", "mouthFunnel": "お"},
        "vroid": {"eyeBlinkLeft": "Fcl_EYE_Close_L", "mouthPucker": "Fcl_MTH_U"},
    }
    for name, expected in pairs.items():
        links = {link.source: link.target for link in presets()[name].links}
        assert links | expected == links


def test_action_units_reach_channels_of_the_table():
    rig = action_units()
    assert set(rig.sources) == {*names(ACTION_UNITS), "AU16", "AU18", "AU27"} - {"AU11"}
    assert {link.target for link in rig.links} <= set(CHANNELS) & set(ARKIT_NAMES)
    assert retarget(rig.links, ("AU45",), np.array([[1.0]])).targets == ()


def test_the_table_of_rigs_is_current():
    assert TARGET.read_text(encoding="utf-8") == rigs_page()


def test_the_example_in_the_table_works():
    (block,) = re.findall(r"```toml\n(.*?)```", rigs_page(), re.DOTALL)
    rig = parse_rig(block, "example.toml")
    assert rig.title == "My character"
    assert Link("eyeBlinkLeft", "Lid L", 0.9, 0.1) in rig.links
    assert rig.otherwise == (Link("jawOpen", "AH"),)

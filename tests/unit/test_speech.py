# ruff: noqa: RUF001  # letters of the phonetic alphabet
"""Cue files of programs for lip sync become takes of the mouth."""

import itertools
import json

import numpy as np
import pytest
from blendshape_face.data.channels import CHANNELS, TONGUE
from blendshape_face.data.speech import ALPHABETS, Cue, mouth_of, viseme_of, visemes
from blendshape_face.data.speech.viseme_table import _table
from blendshape_face.data.takes import ALL, ReadOptions, Take, TakeError, read_take, read_takes
from hypothesis import given, settings
from hypothesis import strategies as st

SAID = ((0.0, 0.1, "rest"), (0.1, 0.22, "closed"), (0.22, 0.5, "open"), (0.5, 0.8, "rest"))
SIGNS = {
    "rhubarb": {"rest": "X", "closed": "A", "open": "D"},
    "papagayo": {"rest": "rest", "closed": "MBP", "open": "AI"},
    "azure": {"rest": 0, "closed": 21, "open": 2},
    "arpabet": {"rest": "sil", "closed": "M", "open": "AA1"},
    "ipa": {"rest": "", "closed": "mː", "open": "ɑ̃"},
}


def said(alphabet):
    return [(start, end, SIGNS[alphabet][sound]) for start, end, sound in SAID]


def rhubarb_tsv():
    return "".join(f"{start:.2f}\t{sign}\n" for start, _, sign in said("rhubarb")) + "0.80\tX\n"


def rhubarb_json():
    cues = [{"start": s, "end": e, "value": sign} for s, e, sign in said("rhubarb")]
    return json.dumps({"metadata": {"soundFile": "a.wav", "duration": 0.8}, "mouthCues": cues})


def rhubarb_xml():
    cues = "".join(
        f'    <mouthCue start="{start:.2f}" end="{end:.2f}">{sign}</mouthCue>\n'
        for start, end, sign in said("rhubarb")
    )
    head = '<?xml version="1.0" encoding="utf-8"?>\n<rhubarbResult>\n  <metadata/>\n  <mouthCues>\n'
    return f"{head}{cues}  </mouthCues>\n</rhubarbResult>\n"


def moho():
    rows = [f"{round(start * 50) + 1} {sign}\n" for start, _, sign in said("papagayo")]
    return "MohoSwitch1\n" + "".join(rows) + "41 rest\n"


def azure(ticks):
    key = {"id": 1e7, "ms": 1e3, "s": 1}[ticks]
    events = [{"audio_offset": s * key, "viseme_id": sign} for s, _, sign in said("azure")]
    return json.dumps([*events, {"audio_offset": 0.8 * key, "viseme_id": 0}])


def text_grid(alphabet, tiers=("words", "phones"), short=False):
    lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', ""]
    rows = [(0.0, 0.8, 'he said ""mama"" 3')], said(alphabet)
    if short:
        lines += ["0", "0.8", "<exists>", str(len(tiers))]
    else:
        lines += ["xmin = 0", "xmax = 0.8", "tiers? <exists>", f"size = {len(tiers)}", "item []:"]
    for index, tier in enumerate(tiers):
        items = rows[0] if tier == "words" else rows[1]
        if short:
            lines += ['"IntervalTier"', f'"{tier}"', "0", "0.8", str(len(items))]
            lines += [f'{start}\n{end}\n"{sign}"' for start, end, sign in items]
            continue
        lines += [f"    item [{index + 1}]:", '        class = "IntervalTier"']
        lines += [f'        name = "{tier}"', "        xmin = 0", "        xmax = 0.8"]
        lines += [f"        intervals: size = {len(items)}"]
        for number, (start, end, sign) in enumerate(items, 1):
            lines += [f"        intervals [{number}]:", f"            xmin = {start}"]
            lines += [f"            xmax = {end}", f'            text = "{sign}"']
    return "\n".join(lines) + "\n"


LAYOUTS = {
    "tsv": rhubarb_tsv(),
    "rhubarb json": rhubarb_json(),
    "xml": rhubarb_xml(),
    "moho": moho(),
    "azure ticks": azure("id"),
    "azure ms": azure("ms"),
    "azure s": azure("s"),
    "arpabet": text_grid("arpabet"),
    "ipa": text_grid("ipa"),
    "short": text_grid("arpabet", short=True),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_says_the_same(tmp_path, layout):
    path = tmp_path / "cues.txt"
    path.write_text(LAYOUTS[layout], encoding="utf-8")
    take = read_take(path, fps=50)
    assert take.format == "Speech cues"
    assert take.fps == 60
    assert take.scale == "arkit"
    assert take.times[-1] == pytest.approx(0.8, abs=1e-6)
    jaw = take.values[:, take.names.index("jawOpen")]
    press = take.values[:, take.names.index("mouthPressLeft")]
    times = take.times
    assert times[jaw.argmax()] == pytest.approx(0.36, abs=0.06)
    assert jaw.max() > 0.4
    assert times[press.argmax()] == pytest.approx(0.16, abs=0.03)
    # Lips close, although the mouth opens just after.
    assert jaw[press.argmax()] < 0.05
    assert jaw[times > 0.7].max() < 0.01
    assert jaw[times < 0.05].max() < 0.01
    # No jumps: a twentieth of the way a sample would be a film of 60 Hz that stutters.
    assert np.abs(np.diff(jaw)).max() < 0.2
    assert take.clock
    assert any("visemes" in note for note in take.notes)


def test_each_voice_of_a_grid_is_a_take(tmp_path):
    path = tmp_path / "talk.TextGrid"
    path.write_text(text_grid("ipa", ("words", "Ann - phones", "Bo - phones")), encoding="utf-8")
    takes = read_takes(path, ReadOptions(face=ALL))
    assert [take.face for take in takes] == ["Ann", "Bo"]
    assert read_take(path, face="Bo").face == "Bo"
    with pytest.raises(TakeError, match="has no face 'Cy'; its faces are Ann, Bo"):
        read_take(path, face="Cy")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("MohoSwitch1\n1 rest\n5\n", "row 3: is no frame and mouth"),
        ("MohoSwitch1\n9 AI\n5 rest\n", "cue 1: is not behind the one before it"),
        ("MohoSwitch1\n1 hello\n", "holds no sound that is known"),
        ("MohoSwitch1\n", "holds no sound that is known"),
        ("MohoSwitch1\n1 AI\n900000000 rest\n", "is its clock in another unit"),
        ('{"mouthCues": [{"start": 0}]}', "cue 0: has no start and value"),
        ('{"mouthCues": [{"start": "soon", "value": "A"}]}', "cue 0: 'soon' is not a number"),
        ('[{"audio_offset": 1}, {"viseme_id": 1}]', "holds no blendshapes"),
        ('[{"audio_offset": 1, "viseme_id": 1}, {}]', "event 1: lacks an audio offset"),
        (text_grid("ipa", ("words",)), "has no tier of phones; its tiers are words"),
        (text_grid("ipa")[:500], "was the file cut short?"),
    ],
)
def test_broken_cue_files_say_where_and_what(tmp_path, content, message):
    path = tmp_path / "cues.dat"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TakeError, match=r"^cues\.dat") as caught:
        read_take(path)
    assert message in str(caught.value)


@settings(max_examples=150, deadline=None)
@given(layout=st.sampled_from(sorted(LAYOUTS)), cut=st.integers(0, 2000), put=st.text(max_size=8))
def test_any_broken_file_is_read_or_refused(tmp_path_factory, layout, cut, put):
    text = LAYOUTS[layout]
    path = tmp_path_factory.mktemp("cues") / "cues.txt"
    path.write_text(text[:cut] + put + text[cut + len(put) :], encoding="utf-8")
    try:
        assert isinstance(read_take(path), Take)
    except TakeError as error:
        assert str(error).startswith("cues.txt")  # noqa: PT017


def test_signs_that_the_table_lacks_are_told(tmp_path):
    path = tmp_path / "cues.dat"
    path.write_text("MohoSwitch1\n1 rest\n4 AI\n9 grin\n")
    assert "signs not known, at rest: grin" in read_take(path).notes


def test_the_table_is_whole():
    for viseme in visemes().values():
        assert all(name in CHANNELS or name == TONGUE for name in viseme.shape)
        assert viseme.strength > 0
    for alphabet in ALPHABETS:
        assert set(_table()[alphabet].values()) <= set(visemes())
    assert {viseme_of(str(number), "azure") for number in range(22)} >= {"PP", "aa", "FF", "ou"}
    assert viseme_of("22", "azure") is None


times = st.lists(st.floats(0, 3), min_size=2, max_size=12)


@given(times, st.sampled_from(sorted(visemes())))
def test_a_mouth_stays_between_its_sounds(moments, name):
    moments = sorted(moments)
    kinds = ["aa", name, "PP"]
    cues = [
        Cue(start, end, kinds[index % 3])
        for index, (start, end) in enumerate(itertools.pairwise(moments))
    ]
    names, values = mouth_of(cues, np.arange(0, 4, 1 / 60))
    highest = {
        each: max(viseme.shape.get(each, 0) for viseme in visemes().values()) for each in names
    }
    assert (values >= 0).all()
    assert (values <= np.array([highest[each] for each in names]) + 1e-6).all()
    # Long after the last sound the mouth is at rest.
    assert values[-1].max() < 1e-3

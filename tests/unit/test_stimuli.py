"""Stimulus designs: files read as written down, bad ones say where, sets come out the same."""

import csv
import hashlib
import io
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from blendshape_face.data.bundled import path_of
from blendshape_face.data.channels import BLENDSHAPES, CHANNELS, POSE, names
from blendshape_face.data.errors import FaceError
from blendshape_face.data.person.chance import random_person
from blendshape_face.data.pictures.png import encode_png, is_whole, without_texts
from blendshape_face.data.stimuli import (
    COURSES,
    Design,
    DesignError,
    Expression,
    Films,
    Identities,
    Maker,
    Morph,
    Pose,
    basic_expressions,
    design_text,
    manifest,
    parse_design,
    plan_stimuli,
    read_design,
    records,
)
from blendshape_face.data.stimuli.course import amplitudes
from blendshape_face.data.stimuli.sheet import parse_sheet
from hypothesis import given
from hypothesis import strategies as st

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "assets" / "samples"
MAKER = Maker("CYCLES", "5.2.3", "0.1.0")
SMIRK = {"mouthSmileRight": 0.6}
MINE = """\
basic = ["neutral", "anger"]
intensities = [0.5, 1]
size = 64
[poses]
yaw = [-30, 0, 22.5]
pitch = [10]
[expressions.smirk]
MouthSmile_R = 0.6
jawOpen = 0
[[morphs]]
from = "smirk"
to = "fear"
steps = 3
[films]
onset = 0.2
hold = 0
course = [[0, 0], [0.5, 0.9], [1, 1]]
fps = 10
"""


def test_a_design_reads_as_written_down():
    assert parse_design(MINE, "mine.toml") == Design(
        expressions=(
            Expression("neutral", {}),
            basic_expressions()["anger"],
            Expression("smirk", SMIRK),
        ),
        intensities=(0.5, 1.0),
        pitch=(10.0,),
        yaw=(-30.0, 0.0, 22.5),
        morphs=(Morph(Expression("smirk", SMIRK), basic_expressions()["fear"], 3),),
        films=Films(0.2, 0, 0.5, ((0, 0), (0.5, 0.9), (1, 1)), 10),
        size=64,
    )


def test_a_set_has_every_combination_once():
    plan = plan_stimuli(parse_design(MINE, "mine.toml"))
    files = [stimulus.file for stimulus in plan.stimuli]
    # neutral once, two expressions at two intensities, a morph of three steps; films: the morph one
    assert len(files) == len(set(files)) == (1 + 2 * 2 + 3) * 3 + (1 + 2 * 2 + 1) * 3
    assert files[:5] == [
        "neutral_000_pitch+10_yaw-30.png",
        "neutral_000_pitch+10_yaw+00.png",
        "neutral_000_pitch+10_yaw+22.5.png",
        "anger_050_pitch+10_yaw-30.png",
        "anger_050_pitch+10_yaw+00.png",
    ]
    assert files[-1] == "smirk-fear_100_pitch+10_yaw+22.5.mp4"
    assert plan.stimuli[4].pose == Pose(10, 0, 0)


def test_channels_are_the_share_of_the_way():
    by_file = {s.file: s for s in plan_stimuli(parse_design(MINE, "mine.toml")).stimuli}
    columns = names(BLENDSHAPES)
    anger, fear = (
        np.array([basic_expressions()[name].values.get(c, 0.0) for c in columns])
        for name in ("anger", "fear")
    )
    smirk = np.array([SMIRK.get(column, 0.0) for column in columns])
    still = by_file["anger_050_pitch+10_yaw+00.png"].channels()
    np.testing.assert_allclose(still, anger[None] / 2)
    half = by_file["smirk-fear_050_pitch+10_yaw+00.png"].channels()[0]
    np.testing.assert_allclose(half, (smirk + fear) / 2)
    film = by_file["smirk-fear_100_pitch+10_yaw+00.mp4"].channels()
    # 0.2 s up, 0.5 s down at 10 frames a second; the way down mirrors the course
    way = np.array([0, 0.9, 1, 0.96, 0.92, 0.72, 0.36, 0])
    np.testing.assert_allclose(film, smirk + way[:, None] * (fear - smirk), atol=1e-12)


@given(
    st.tuples(*[st.integers(0, 2000)] * 3), st.sampled_from(sorted(COURSES)), st.integers(1, 240)
)
def test_films_rise_hold_and_fall(milliseconds, course, fps):
    onset, hold, offset = (each / 1000 for each in milliseconds)
    way = amplitudes(onset, hold, offset, course, fps)
    time = np.arange(len(way)) / fps
    assert way.min() >= 0
    assert way.max() <= 1 + 1e-9
    if onset:
        assert way[0] == 0
    held = way[(time >= onset) & (time <= onset + hold)]
    np.testing.assert_allclose(held, 1, atol=1e-9)
    rising, falling = way[time <= onset], way[time >= onset + hold]
    assert (np.diff(rising) >= -1e-12).all()
    assert (np.diff(falling) <= 1e-12).all()


def test_courses_by_hand():
    np.testing.assert_allclose(amplitudes(1, 0, 0, "linear", 4), [0, 0.25, 0.5, 0.75, 1])
    smooth = amplitudes(1, 0, 0, "minimum jerk", 4)
    np.testing.assert_allclose(smooth, [0, 0.103515625, 0.5, 0.896484375, 1])
    cosine = amplitudes(1, 0, 0, "cosine", 4)
    np.testing.assert_allclose(cosine, [0, 0.146446609, 0.5, 0.853553391, 1])


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_the_manifest_says_everything_and_is_the_same_each_time():
    first = manifest(plan_stimuli(parse_design(MINE, "mine.toml")), MAKER)
    again = manifest(plan_stimuli(parse_design(MINE, "other name.toml")), MAKER)
    assert first == again
    assert b"\r" not in first
    assert b"-0.000000" not in first
    rows = {row["file"]: row for row in rows_of(first)}
    still = rows["anger_050_pitch+10_yaw-30.png"]
    told = {
        "kind": "still",
        "model": "arkit",
        "model_sha256": hashlib.sha256(path_of("arkit").read_bytes()).hexdigest(),
        "from": "neutral",
        "expression": "anger",
        "intensity": "0.500000",
        "pitch": "10.000000",
        "yaw": "-30.000000",
        "roll": "0.000000",
        "frames": "1",
        "course": "",
        "size": "64",
        "samples": "32",
        "seed": "0",
        "engine": "CYCLES",
        "blender": "5.2.3",
        "version": "0.1.0",
        "browDownLeft": f"{basic_expressions()['anger'].values['browDownLeft'] / 2:.6f}",
        "jawOpen": "0.000000",
    }
    assert {key: still[key] for key in told} == told
    film = rows["smirk_050_pitch+10_yaw-30.mp4"]
    told = {"frames": "8", "fps": "10", "onset": "0.200000", "course": "0:0 0.5:0.9 1:1"}
    assert {key: film[key] for key in told} == told
    assert film["mouthSmileRight"] == "0.300000"
    assert list(film)[-52:] == list(names(BLENDSHAPES))


PEOPLE = """\
basic = ["neutral", "anger"]
[identities]
count = 3
seed = 8
spread = 0.5
"""


def test_people_are_a_dimension():
    design = parse_design(PEOPLE, "people.toml")
    assert design.identities == Identities(3, 8, 0.5)
    plan = plan_stimuli(design)
    assert [stimulus.file for stimulus in plan.stimuli] == [
        "person08_neutral_000.png",
        "person08_anger_100.png",
        "person09_neutral_000.png",
        "person09_anger_100.png",
        "person10_neutral_000.png",
        "person10_anger_100.png",
    ]
    rows = rows_of(manifest(plan, MAKER))
    assert [row["person_seed"] for row in rows] == ["8", "8", "9", "9", "10", "10"]
    assert {row["person_spread"] for row in rows} == {"0.500000"}
    # Who that is depends on seed and spread alone.
    found = plan.stimuli[2].identity
    assert found
    np.testing.assert_array_equal(found.person.weights, random_person(9, 0.5).weights)


def test_without_people_there_is_the_mean_face_alone():
    plan = plan_stimuli(parse_design(MINE, "mine.toml"))
    assert {stimulus.identity for stimulus in plan.stimuli} == {None}
    rows = rows_of(manifest(plan, MAKER))
    assert {(row["person_seed"], row["person_spread"]) for row in rows} == {("", "")}


def test_the_folder_can_be_made_again_from_its_own_records(tmp_path, au_npz):
    text = f'basic = ["happiness"]\nmodels = ["mediapipe", {str(au_npz)!r}]\n'
    plan = plan_stimuli(parse_design(text, "two.toml"))
    for name, content in records(plan, MAKER).items():
        (tmp_path / name).write_bytes(content)
    again = plan_stimuli(read_design(tmp_path / "design.toml"))
    assert records(again, MAKER) == records(plan, MAKER)
    rows = rows_of((tmp_path / "manifest.csv").read_bytes())
    assert [row["file"] for row in rows] == [
        "mediapipe_happiness_100.png",
        "au_to_mesh_made_up_happiness_100.png",
    ]
    # Each model takes its own channels of the ready expression.
    assert (rows[0]["AU12"], rows[1]["AU12"]) == ("", "1.000000")
    assert (rows[0]["mouthSmileLeft"] > "0.1", rows[1]["mouthSmileLeft"]) == (True, "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "mine.toml: has no expressions; add basic ="),
        ("a = \n", "mine.toml: is not TOML: Invalid value (at line 1, column 5)"),
        ("a = " + "[" * 100_000, "mine.toml: is not TOML"),
        ("size = " + "9" * 5000, "mine.toml: holds a number that is too long"),
        ("sizes = 1", "mine.toml, sizes: is not known here; use models, basic"),
        ("basic = ['joy']", "mine.toml, basic: 'joy' is none of neutral, happiness"),
        ("basic = [1]", "mine.toml, basic: 1 is none of"),
        ("basic = 'fear'", "mine.toml, basic: must be a list"),
        ("basic = ['fear', 'fear']", "mine.toml: fear is there twice"),
        ("expressions.a = 1", "mine.toml, expressions, a: must be a table"),
        (
            "[expressions.a]\nmouthSmileLft = 1",
            "mine.toml, expressions, a: there is no channel 'mouthSmileLft'; "
            "did you mean mouthSmileLeft?",
        ),
        ("[expressions.a]\nqqq = 1", "'qqq'; see the sliders for the names"),
        ("[expressions.a]\nYaw = 1", "Yaw is no part of an expression; see poses"),
        ("[expressions.a]\njawOpen = 60", "a, jawOpen: is 60; it must be a number from -2 to 2"),
        ("[expressions.a]\njawOpen = nan", "a, jawOpen: is nan; it must be a number"),
        ("[expressions.a]\njawOpen = true", "a, jawOpen: is True; it must be a number"),
        ("[expressions.a]\njawOpen = 1\nJaw_Open = 1", "a: jawOpen is there twice"),
        ("[expressions.'../a']\njawOpen = 1", "'../a' cannot name a file"),
        ("[expressions.'']\njawOpen = 1", "'' cannot name a file"),
        (f"[expressions.{'a' * 49}]\njawOpen = 1", "cannot name a file; use up to 48 letters"),
        ("basic = ['fear']\nintensities = []", "mine.toml, intensities: is empty"),
        ("basic = ['fear']\nintensities = [20]", "intensities: is 20; it must be a number from 0"),
        ("basic = ['fear']\n[poses]\nyaw = [100]", "poses, yaw: is 100; it must be a number from"),
        ("basic = ['fear']\n[poses]\nyaw = 30", "mine.toml, poses, yaw: must be a list"),
        ("basic = ['fear']\n[poses]\njaw = [1]", "mine.toml, poses, jaw: is not known here"),
        ("basic = ['fear']\nmodels = []", "mine.toml, models: must be names in quotes"),
        ("basic = ['fear']\nsize = 1e3", "mine.toml, size: is 1000.0; it must be a whole number"),
        ("basic = ['fear']\nsize = 65\n[films]", "size: is 65; films need an even number"),
        (
            "basic = ['fear']\n[identities]\ncount = 0",
            "identities, count: is 0; it must be a whole",
        ),
        (
            "basic = ['fear']\n[identities]\nseed = -1",
            "identities, seed: is -1; it must be a whole",
        ),
        (
            "basic = ['fear']\n[identities]\nspread = 3",
            "identities, spread: is 3; it must be a numb",
        ),
        (
            "basic = ['fear']\n[identities]\nseeds = [1]",
            "identities, seeds: is not known here; use",
        ),
        ("basic = ['fear']\nidentities = 4", "mine.toml, identities: must be a table"),
        ("basic = ['fear']\nstills = 1", "mine.toml, stills: must be true or false"),
        ("[[morphs]]\nfrom = 'fear'", "morphs, number 1: '' is none of neutral"),
        ("[[morphs]]\nfrom = 'fear'\nto = 'anger'\nsteps = 1", "number 1, steps: is 1; it must"),
        ("morphs = [1]", "morphs, number 1: must be a table; begin it with [[morphs]]"),
        ("basic = ['fear']\n[films]\nonset = -1", "films, onset: is -1; it must be a number"),
        (
            "basic = ['fear']\n[films]\nonset = 0\nhold = 0\noffset = 0",
            "films: are shorter than a frame",
        ),
        ("basic = ['fear']\n[films]\ncourse = 'fast'", "films, course: must be one of linear"),
        ("basic = ['fear']\n[films]\ncourse = []", "course: must go from [0, 0] to [1, 1]"),
        ("basic = ['fear']\n[films]\ncourse = [[0, 0], [1, 1], [1, 1]]", "course: must go from"),
        ("basic = ['fear']\n[films]\ncourse = [[0, 0], 1]", "course: needs pairs such as"),
        ("sheet = 'none.csv'", "none.csv: cannot be read (No such file"),
    ],
)
def test_bad_designs_say_where(text, message):
    with pytest.raises(DesignError) as caught:
        parse_design(text, "mine.toml")
    assert message in str(caught.value)
    assert isinstance(caught.value, FaceError)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("models = ['nope']\nbasic = ['fear']", "mine.toml, models: 'nope' cannot be read"),
        ("basic = ['fear']\nstills = false", "mine.toml: asks for no stills and no films"),
        ("[expressions.a]\nAU12 = 1\njawOpen = 1", "a: no model of the design has AU12"),
        ("[expressions.a]\nAU11 = 1", "a: no model of the design has AU11"),
        (
            "basic = ['fear']\nintensities = [0.601, 0.6014]",
            "two stimuli would be named fear_060.1.png",
        ),
        ("[expressions.a]\njawOpen = 1\n[expressions.A]\njawOpen = 1", "named A_100.png"),
        ("[[morphs]]\nfrom = 'fear'\nto = 'anger'\nsteps = 1001", None),
    ],
)
def test_designs_that_cannot_be_made_say_why(text, message):
    design = parse_design(text, "mine.toml")
    if message is None:
        assert len(plan_stimuli(design).stimuli) == 1001
        return
    with pytest.raises(DesignError) as caught:
        plan_stimuli(design)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AU12 = 0.8", {"mouthSmileLeft": 0.8, "mouthSmileRight": 0.8}),
        ("AU01 = 0.5\nAU11 = 1", None),
        ("AU25 = 1\nAU26 = 0.5", {"jawOpen": 0.5, "mouthLowerDownLeft": 0.5}),
        ("surprise = 0.5", {"browInnerUp": 0.5, "jawOpen": 0.5}),
    ],
)
@pytest.mark.parametrize("model", ["arkit", "mediapipe"])
def test_action_units_and_emotions_show_through_the_table(text, expected, model):
    design = parse_design(f"models = ['{model}']\n[expressions.a]\n{text}", "mine.toml")
    if expected is None:
        with pytest.raises(DesignError, match="no model of the design has AU11"):
            plan_stimuli(design)
        return
    stimulus = plan_stimuli(design).stimuli[0]
    columns = stimulus.subject.model.feature_columns
    shown = dict(zip(columns, stimulus.apex().tolist(), strict=True))
    assert {name: shown[name] for name in expected} == pytest.approx(expected)


def test_an_expression_needs_something_for_each_model(au_npz):
    text = f'basic = ["contempt"]\nmodels = [{str(au_npz)!r}]'
    with pytest.raises(DesignError, match="contempt: has no channel of the model au_to_mesh"):
        plan_stimuli(parse_design(text, "mine.toml"))


def test_a_sheet_is_a_design_and_a_part_of_one(tmp_path):
    sheet = tmp_path / "faces.csv"
    sheet.write_bytes(
        '\ufeffName,eyeBlink_L,jawOpen\r\nwink,1,\r\n\r\n"gr\u00fc\u00df Gott",0,0.5\r\n'.encode()
    )
    wink = Expression("wink", {"eyeBlinkLeft": 1.0})
    other = Expression("gr\u00fc\u00df Gott", {"jawOpen": 0.5})
    assert read_design(sheet) == Design((wink, other))
    assert read_design(sheet, size=32).size == 32
    (tmp_path / "mine.toml").write_text('sheet = "faces.csv"\nbasic = ["fear"]', "utf-8")
    design = read_design(tmp_path / "mine.toml")
    assert design.expressions == (basic_expressions()["fear"], wink, other)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must begin with a row of headings"),
        ("jawOpen\n1\n", "must begin with a row of headings"),
        ("name,jawOpen\n", "has no expressions; add a row for each"),
        ("name,jawOpen\na,1\na,2", "line 3: a is there twice"),
        ("name,jawOpen\na,1,2", "line 2: has 3 cells under 2 headings"),
        ("name,jawOpen\na,x", "line 2, jawOpen: 'x' is no number"),
        ("name,jawOpen\na,inf", "line 2, jawOpen: is inf; it must be a number from -2 to 2"),
        ("name,jawOpn\na,1", "line 1: there is no channel 'jawOpn'; did you mean jawOpen?"),
        ("name,jawOpen,jawOpen\na,1,1", "line 1: jawOpen is there twice"),
        ('name,jawOpen\na,"1', "line 2: is not CSV"),
    ],
)
def test_bad_sheets_say_where(tmp_path, text, message):
    sheet = tmp_path / "faces.csv"
    sheet.write_text(text, "utf-8")
    with pytest.raises(DesignError) as caught:
        read_design(sheet)
    assert str(caught.value).startswith("faces.csv")
    assert message in str(caught.value)


def test_files_that_are_not_there_or_no_text(tmp_path):
    with pytest.raises(DesignError, match=r"^none\.toml: cannot be read"):
        read_design(tmp_path / "none.toml")
    (tmp_path / "wide.toml").write_bytes(MINE.encode("utf-16"))
    with pytest.raises(DesignError, match=r"wide\.toml: is not UTF-8"):
        read_design(tmp_path / "wide.toml")


label = (
    st.text(st.characters(categories=["Lu", "Ll", "Nd"]), min_size=1, max_size=8)
    .map(lambda name: unicodedata.normalize("NFC", f"{name}0"))
    .filter(str.isalnum)
)
amount = st.floats(-2, 2).filter(bool)
angles = st.lists(st.floats(-90, 90), min_size=1, max_size=3).map(tuple)
feature = st.sampled_from([name for name in CHANNELS if name not in names(POSE)])
expressions = st.lists(
    st.one_of(
        st.sampled_from(list(basic_expressions().values())),
        st.builds(Expression, label, st.dictionaries(feature, amount)),
    ),
    min_size=1,
    unique_by=lambda expression: expression.name,
)
seconds = st.floats(0.1, 600)
courses = st.one_of(
    st.sampled_from(sorted(COURSES)), st.floats(0.1, 0.9).map(lambda t: ((0, 0), (t, 0.5), (1, 1)))
)


def lasts_a_frame(films):
    return (films.onset + films.hold + films.offset) * films.fps >= 1


films = st.builds(Films, seconds, seconds, seconds, courses, st.integers(1, 1000))
films = st.none() | films.filter(lasts_a_frame)


people = st.integers(1, 10_000)
seeds = st.integers(0, 2**31 - 1)


@given(data=st.data())
def test_what_is_written_is_read(data):
    found = tuple(data.draw(expressions))
    ends = st.sampled_from(found)
    design = Design(
        expressions=found,
        intensities=data.draw(st.lists(st.floats(0, 2), min_size=1).map(tuple)),
        pitch=data.draw(angles),
        yaw=data.draw(angles),
        roll=data.draw(angles),
        morphs=tuple(
            data.draw(st.lists(st.builds(Morph, ends, ends, st.integers(2, 1001)), max_size=2))
        ),
        identities=data.draw(st.none() | st.builds(Identities, people, seeds, st.floats(0, 2))),
        stills=data.draw(st.booleans()),
        films=data.draw(films),
        size=2 * data.draw(st.integers(8, 4096)),
        samples=data.draw(st.integers(1, 65536)),
        seed=data.draw(seeds),
    )
    read = parse_design(design_text(design), "again.toml")
    assert plan_key(read) == plan_key(design)


def plan_key(design: Design):
    """A design apart from the order in which ready expressions come, which are written first."""
    found = sorted(design.expressions, key=lambda expression: expression.name)
    return [
        found,
        design.poses,
        design.intensities,
        design.morphs,
        design.films,
        design.identities,
        (design.models, design.stills, design.size, design.samples, design.seed),
    ]


TOKENS = ["[poses]", "[[", "]", "{", "=", '"', ",", "\n", "nan", "-1e999", "true", "é", "", "../"]


@given(data=st.data())
def test_damaged_designs_are_read_or_refused(data):
    damaged = MINE
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged)))
        end = at + data.draw(st.integers(0, 6))
        token = data.draw(st.sampled_from(TOKENS) | st.text(max_size=3))
        damaged = damaged[:at] + token + damaged[end:]
    try:
        plan = plan_stimuli(parse_design(damaged, "mine.toml"))
    except DesignError as error:
        assert str(error).startswith("mine.toml")  # noqa: PT017
        return
    files = [stimulus.file for stimulus in plan.stimuli]
    assert len({file.casefold() for file in files}) == len(files)
    assert all(Path(file).name == file and len(file) < 200 for file in files)
    assert len(rows_of(manifest(plan, MAKER))) == len(files)


def test_the_samples_are_what_the_docs_say():
    full = plan_stimuli(read_design(SAMPLES / "stimuli.toml"))
    assert len(full.stimuli) == 7 * 5 * 3
    assert len(plan_stimuli(read_design(SAMPLES / "stimuli_short.toml")).stimuli) == 8


def test_ready_expressions_are_within_what_a_design_may_hold():
    assert next(iter(basic_expressions())) == "neutral"
    assert len(basic_expressions()) == 8
    for expression in basic_expressions().values():
        assert set(expression.values) <= set(CHANNELS) - set(names(POSE))
        assert all(0 < value <= 1 for value in expression.values.values())


def test_two_expressions_of_one_name_do_not_become_one():
    ready = basic_expressions()["happiness"]
    other = Expression("happiness", {"jawOpen": 0.5})
    with pytest.raises(DesignError, match="happiness is there twice"):
        parse_design(design_text(Design(expressions=(ready, other))), "both.toml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name;jawOpen\na;1\n", "headings: with commas between them, not semicolons"),
        ("name,jawOpn\na,1\n", "sheet.csv, line 1: there is no channel 'jawOpn'; did you mean"),
    ],
)
def test_headings_of_a_sheet_are_checked_by_themselves(text, message):
    with pytest.raises(DesignError, match=message):
        parse_sheet(text, "sheet.csv")


def test_an_empty_last_column_of_a_sheet_is_nothing():
    assert parse_sheet("name,jawOpen,\na,0.5,\n", "sheet.csv")[0].values == {"jawOpen": 0.5}


def test_names_that_json_would_leave_unreadable_are_written_as_toml():
    design = parse_design('basic = ["anger"]\nmodels = ["a\\u007fb.npz"]', "odd.toml")
    assert design.models == ("a\x7fb.npz",)
    assert parse_design(design_text(design), "again.toml").models == design.models


@pytest.mark.parametrize("entry", ['models = ["a\\u0000b"]', 'sheet = "a\\u0000b"'])
def test_names_that_no_file_has(entry):
    with pytest.raises(DesignError, match=r"cannot be read|no name that a file"):
        plan_stimuli(parse_design(f'basic = ["anger"]\n{entry}', "odd.toml"))


def test_a_png_is_whole_to_its_last_byte():
    picture = encode_png(np.zeros((3, 4, 3), np.uint8), 300)
    assert is_whole(picture)
    assert not any(is_whole(picture[:size]) for size in range(len(picture)))
    assert not is_whole(picture.replace(b"IDAT", b"IDAS"))


def test_a_png_without_texts_keeps_everything_else():
    def chunk(kind: bytes, content: bytes) -> bytes:
        return len(content).to_bytes(4, "big") + kind + content + b"sum!"

    begin = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13))
    end = chunk(b"IDAT", b"pixels") + chunk(b"IEND", b"")
    assert without_texts(begin + chunk(b"tEXt", b"Date\x00now") + end) == begin + end

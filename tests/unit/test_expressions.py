"""Expressions: mirrored, blended, as texts, by chance, kept in a file, and as an exercise."""

import numpy as np
import pytest
from blendshape_face.data.channels import BLENDSHAPES, CHANNELS, POSE, names
from blendshape_face.data.expressions import (
    Expression,
    ExpressionError,
    blended,
    bundled_expressions,
    exercise,
    from_text,
    keep_expression,
    mirrored,
    own_expressions,
    random_values,
    remove_expression,
    to_text,
)
from hypothesis import given
from hypothesis import strategies as st

COLUMNS = (*names(BLENDSHAPES), *names(POSE))
VALUES = st.dictionaries(
    st.sampled_from(sorted(CHANNELS)), st.floats(-10, 10).map(lambda value: round(value, 4))
)


@given(VALUES)
def test_a_mirror_undoes_itself(values):
    assert mirrored(mirrored(values)) == values
    assert sorted(map(abs, mirrored(values).values())) == sorted(map(abs, values.values()))


@given(VALUES)
def test_a_text_is_read_as_it_was_written(values):
    kept = {name: value for name, value in values.items() if value}
    if kept:
        assert from_text(to_text(values)) == kept
    else:
        with pytest.raises(ExpressionError, match="holds no channels"):
            from_text(to_text(values))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no channels"),
        ("Dear all,", "the clipboard: is not TOML"),
        ("jawOpn = 1", "no channel 'jawOpn'; did you mean jawOpen"),
        ("jawOpen = 1\njaw_open = 0.5", "jawOpen is there twice"),
        ("jawOpen = true", "jawOpen: is True; it must be a number from -10 to 10"),
        ("jawOpen = 11", "it must be a number"),
        ("jawOpen = nan", "it must be a number"),
    ],
)
def test_other_texts_are_refused(text, message):
    with pytest.raises(ExpressionError, match=message):
        from_text(text)


def test_a_blend_goes_part_of_the_way_and_leaves_gaze_and_head_alone():
    smile = Expression("smile", {"mouthSmileLeft": 1.0})
    present = {"mouthSmileLeft": 0.5, "jawOpen": 0.5, "eyeLookUpLeft": 0.5, "Yaw": 0.5}
    assert blended(present, smile, 0) == present
    half = {"mouthSmileLeft": 0.75, "jawOpen": 0.25, "eyeLookUpLeft": 0.5, "Yaw": 0.5}
    assert blended(present, smile, 0.5) == half
    speech = Expression("oh", {"jawOpen": 1.0}, frozenset({"jaw"}))
    assert blended(present, speech, 1) == present | {"jawOpen": 1.0}


def test_a_model_shows_an_expression_by_values_of_its_own():
    smile = Expression("smile", {"mouthSmileLeft": 1.0}, by_model={"mediapipe": {"jawOpen": 1.0}})
    assert smile.on("arkit") == smile
    assert smile.on("mediapipe").values == {"jawOpen": 1.0}


@pytest.mark.parametrize("group", bundled_expressions())
def test_bundled_expressions_are_of_channels(group):
    for expression in bundled_expressions()[group]:
        for shown in (expression, *map(expression.on, expression.by_model)):
            assert set(shown.values) <= {*CHANNELS, "tongueOut"}
            assert all(0 < value <= 1 for value in shown.values.values())
        assert all(map(expression.covers, expression.values))
        assert not any(map(expression.covers, names(POSE)))


@given(st.integers(0, 2**31 - 1), st.floats(0, 1))
def test_chance_keeps_to_its_limits(seed, strength):
    values = random_values(COLUMNS, seed, strength)
    assert values == random_values(COLUMNS, seed, strength)
    assert all(0 <= value <= strength for value in values.values())
    assert not {"jawLeft", "jawRight"} <= set(values)
    assert not any(name in names(POSE) or name.startswith("eyeLook") for name in values)


def test_an_exercise_moves_every_channel_by_itself():
    take = exercise(COLUMNS)
    assert set(take.names) == set(names(BLENDSHAPES))
    np.testing.assert_allclose(take.values.max(axis=0), 1)
    assert (np.count_nonzero(take.values, axis=1) <= 2).all()
    np.testing.assert_array_equal(take.values[0], 0)
    np.testing.assert_array_equal(take.values[-1], 0)
    assert take.head is not None
    assert (np.count_nonzero(take.head, axis=1) <= 1).all()


def test_an_exercise_moves_both_eyes_one_way_and_the_jaw_too():
    take = exercise(COLUMNS)
    together = set()
    for row in take.values:
        together.add(tuple(sorted(np.array(take.names)[row > 0.5])))
    assert ("eyeLookInRight", "eyeLookOutLeft") in together
    assert ("jawLeft",) in together
    assert ("mouthRight",) in together
    assert ("mouthSmileLeft", "mouthSmileRight") in together


def test_own_expressions_are_kept(tmp_path):
    folder = tmp_path / "new"
    assert own_expressions(folder) == {}
    keep_expression(folder, 'Ann\'s "wink"', {"eyeBlinkLeft": 1.0, "jawOpen": 0})
    keep_expression(folder, "笑", {"mouthSmileLeft": 0.5})
    keep_expression(folder, "笑", {"mouthSmileLeft": 0.25})
    assert {name: kept.values for name, kept in own_expressions(folder).items()} == {
        'Ann\'s "wink"': {"eyeBlinkLeft": 1.0},
        "笑": {"mouthSmileLeft": 0.25},
    }
    remove_expression(folder, "笑")
    assert list(own_expressions(folder)) == ['Ann\'s "wink"']
    assert [path.name for path in folder.iterdir()] == ["expressions.toml"]


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "a" * 61, "\ud800"])
def test_names_that_no_button_can_have(tmp_path, name):
    with pytest.raises(ExpressionError, match="give the expression a name"):
        keep_expression(tmp_path, name, {"jawOpen": 1})
    assert not list(tmp_path.iterdir())


def test_a_broken_file_is_named_and_stays(tmp_path):
    path = tmp_path / "expressions.toml"
    for text in ("[a", "a = 1", "[a]\nb = 1", "[a]\njawOpen = 'x'"):
        path.write_text(text)
        with pytest.raises(ExpressionError, match=r"^expressions\.toml"):
            keep_expression(tmp_path, "wink", {"jawOpen": 1})
        assert path.read_text() == text
    path.write_text("")
    with pytest.raises(ExpressionError, match="none of your own"):
        remove_expression(tmp_path, "wink")

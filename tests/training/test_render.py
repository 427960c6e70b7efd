"""Random expressions, people and heads of the frame factory; nothing is rendered here."""

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("scipy", reason="the training group is not installed")

from blendshape_face.data.channels import BLENDSHAPES, names

from training.errors import TrainingError
from training.frames.mediapipe_frames import shards_from_mediapipe
from training.frames.shards import find_shards
from training.render.archetypes import ARCHETYPES
from training.render.colors import Colors
from training.render.expression import (
    MOVEMENTS,
    NEUTRAL_SHARE,
    RENDERED,
    sample_expression,
    sides_of,
)
from training.render.factory import Order
from training.render.ict import EYES, SHOWN, VERTICES, Ict, eye_rotation
from training.render.people import MOST_PITCH, MOST_YAW, sample_person, sample_view
from training.render.track import Tracked, Tracker
from training.render.writing import RENDERED_FOLDER, Frame, is_made, write_frames

COUNT = 6000
LEFT_RIGHT = [
    (RENDERED.index(f"{name}Left"), RENDERED.index(f"{name}Right"))
    for name in MOVEMENTS
    if name not in RENDERED
]


def _draw(share: float, count: int = COUNT) -> np.ndarray:
    rng = np.random.default_rng(7)
    return np.stack([sample_expression(rng, share) for _ in range(count)])


@pytest.fixture(scope="module")
def single() -> np.ndarray:
    return _draw(0.0)


@pytest.fixture(scope="module")
def together() -> np.ndarray:
    return _draw(1.0)


def _column(weights: np.ndarray, name: str) -> np.ndarray:
    return weights[:, RENDERED.index(name)]


def _correlation(weights: np.ndarray, a: str, b: str) -> float:
    return float(np.corrcoef(_column(weights, a), _column(weights, b))[0, 1])


def test_archetypes_name_channels_and_stay_in_range():
    for archetype in ARCHETYPES:
        for name, strength in archetype.strengths.items():
            assert set(sides_of(name)) <= set(RENDERED), (archetype.name, name)
            assert 0 < strength <= 1
    assert len({a.name for a in ARCHETYPES}) == len(ARCHETYPES)


def test_movements_and_gaze_are_all_channels():
    moved = [channel for name in MOVEMENTS for channel in sides_of(name)]
    gaze = [name for name in names(BLENDSHAPES) if "Look" in name]
    assert sorted([*moved, *gaze, "_neutral"]) == sorted(names(BLENDSHAPES))


@pytest.mark.parametrize("mode", ["single", "together"])
def test_expressions_are_possible(mode, request):
    weights = request.getfixturevalue(mode)
    assert weights.min() >= 0
    assert weights.max() <= 1
    assert (_column(weights, "mouthClose") <= _column(weights, "jawOpen")).all()
    for side, other in (("Left", "Right"), ("Right", "Left")):
        assert not (
            _column(weights, f"eyeLookUp{side}") * _column(weights, f"eyeLookDown{side}")
        ).any()
        np.testing.assert_array_equal(
            _column(weights, f"eyeLookOut{side}"), _column(weights, f"eyeLookIn{other}")
        )
        shut = _column(weights, f"eyeBlink{side}") + _column(weights, f"eyeWide{side}")
        assert shut.max() <= 1 + 1e-9
    assert (weights > 0.3).any(axis=0).all(), "every channel is shown"
    assert np.mean(~weights.any(axis=1)) == pytest.approx(NEUTRAL_SHARE, abs=0.012)


@pytest.mark.parametrize("mode", ["single", "together"])
def test_neither_side_is_favored(mode, request):
    weights = request.getfixturevalue(mode)
    for left, right in LEFT_RIGHT:
        pair = weights[:, [left, right]]
        error = np.diff(pair, axis=1).std() / np.sqrt(len(pair))
        assert abs(np.diff(pair.mean(axis=0))[0]) < 5 * error + 1e-12
        active = pair[pair.any(axis=1)]
        assert np.corrcoef(active.T)[0, 1] > 0.6, "two sides of one movement go together"


def test_single_channels_are_independent_and_of_the_recipe(single):
    assert abs(_correlation(single, "mouthSmileLeft", "cheekSquintLeft")) < 0.05
    assert abs(_correlation(single, "jawOpen", "mouthFunnel")) < 0.05
    expressive = single[single.any(axis=1)]
    for name, share in (("browDownLeft", 0.4), ("jawOpen", 0.4), ("noseSneerLeft", 0.18)):
        assert np.mean(_column(expressive, name) > 0) == pytest.approx(share, abs=0.03)
    for a, b in (("jawLeft", "jawRight"), ("mouthLeft", "mouthRight")):
        assert not (_column(single, a) * _column(single, b)).any()


def test_archetypes_move_channels_together(together):
    for a, b, least in (
        ("mouthSmileLeft", "cheekSquintLeft", 0.4),
        ("mouthSmileLeft", "eyeSquintLeft", 0.15),
        ("mouthSmileLeft", "mouthDimpleLeft", 0.3),
        ("jawOpen", "mouthLowerDownLeft", 0.3),
        ("mouthFunnel", "mouthPucker", 0.3),
        ("browInnerUp", "browOuterUpLeft", 0.5),
        ("noseSneerLeft", "mouthUpperUpLeft", 0.4),
    ):
        assert _correlation(together, a, b) > least, (a, b)
    assert np.mean(_column(together, "eyeBlinkLeft") > 0.5) < 0.12


def test_share_mixes_the_two_modes(single, together):
    """By the mean of a channel that differs between them."""
    means = [_column(w, "eyeBlinkLeft").mean() for w in (single, _draw(0.7), together)]
    share = (means[0] - means[1]) / (means[0] - means[2])
    assert share == pytest.approx(0.7, abs=0.08)


def test_same_seed_same_draws():
    def draw(seed):
        rng = np.random.default_rng(seed)
        view = sample_view(rng)
        return sample_expression(rng, 0.5), sample_person(rng, 5).identity, view.head

    for a, b, c in zip(draw((1, 2)), draw((1, 2)), draw((1, 3)), strict=True):
        np.testing.assert_array_equal(a, b)
        assert not np.array_equal(a, c)


def test_views_stay_within_the_recipes_limits():
    rng = np.random.default_rng(3)
    views = [sample_view(rng) for _ in range(3000)]
    heads = np.stack([v.head for v in views])
    assert np.abs(heads[:, 0]).max() <= MOST_PITCH
    assert np.abs(heads[:, 1]).max() <= MOST_YAW
    np.testing.assert_allclose(heads.std(axis=0), (10, 14, 6), rtol=0.06)
    assert all(0.45 <= v.distance <= 0.9 for v in views)
    assert all(light.place[2] > 0 for v in views for light in v.lights), "lit from the front"


def _weights(**weights: float) -> np.ndarray:
    return np.array([weights.get(name, 0.0) for name in RENDERED])


def test_eyes_turn_to_where_they_look():
    ahead = np.array([0, 0, 1.0])

    def gaze(side: str, **weights: float) -> np.ndarray:
        return eye_rotation(dict(zip(RENDERED, _weights(**weights), strict=True)), side) @ ahead

    assert np.degrees(np.arcsin(gaze("Left", eyeLookUpLeft=1)[1])) == pytest.approx(22, abs=1e-4)
    assert np.degrees(np.arcsin(gaze("Left", eyeLookDownLeft=1)[1])) == pytest.approx(-28, abs=1e-4)
    # x is the subject's left.
    assert np.degrees(np.arcsin(gaze("Left", eyeLookOutLeft=1)[0])) == pytest.approx(30, abs=1e-4)
    assert np.degrees(np.arcsin(gaze("Right", eyeLookInRight=1)[0])) == pytest.approx(30, abs=1e-4)
    assert np.degrees(np.arcsin(gaze("Right", eyeLookOutRight=1)[0])) == pytest.approx(
        -30, abs=1e-4
    )


@pytest.fixture
def ict_npz(tmp_path) -> Path:
    """A file in ICT-FaceKit's layout: made-up vertices, each shape moves one vertex by its number.

    The eyes are spheres about (+-3, 3.6, 8).
    """
    rng = np.random.default_rng(0)
    neutral = rng.uniform(-8, 8, (VERTICES, 3)).astype(np.float32)
    for side, part in EYES.items():
        ball = rng.normal(size=(part.stop - part.start, 3))
        ball = np.concatenate([ball, -ball])[: len(ball)]  # the middle of the box is the center
        ball *= 1.5 / np.linalg.norm(ball, axis=1, keepdims=True)
        neutral[part] = ball + np.array((3 if side == "Left" else -3, 3.6, 8))
    labels = []
    for name in RENDERED:
        if name in ("browInnerUp", "cheekPuff"):
            labels += [f"{name}_L", f"{name}_R"]
        elif name in ("jawLeft", "jawRight", "mouthLeft", "mouthRight"):
            labels.append(name)
        else:
            labels.append(name.replace("Left", "_L").replace("Right", "_R"))
    shapes = np.zeros((len(labels), VERTICES, 3), np.float16)
    shapes[np.arange(len(labels)), np.arange(len(labels)), 1] = 1
    identities = np.zeros((2, VERTICES, 3), np.float16)
    identities[1, :, 0] = 0.5
    path = tmp_path / "ict.npz"
    np.savez(
        path,
        neutral=neutral,
        expression_names=np.array(labels),
        expressions=shapes,
        identities=identities,
        polygons=np.array([[0, 1, 2, 3], [4, 5, 6, 6], [SHOWN - 1, SHOWN, 1, 2]], np.uint16),
    )
    return path


def test_head_is_rest_plus_weighted_shapes_and_turned_eyes(ict_npz):
    ict = Ict.load(ict_npz)
    with np.load(ict_npz) as archive:
        neutral, labels = archive["neutral"][:SHOWN], archive["expression_names"].tolist()
    assert ict.polygons.tolist() == [[0, 1, 2, 3], [4, 5, 6, 6]], "the hidden parts are left out"
    rest = ict.person(np.array([3.0, 2.0]))
    np.testing.assert_allclose(rest, neutral + np.array((1, 0, 0)), atol=1e-5)

    moved = ict.pose(rest, _weights(browInnerUp=0.5, jawOpen=0.25, eyeLookUpLeft=1)) - rest
    expected = np.zeros_like(rest)
    for label, weight in (
        ("browInnerUp_L", 0.5),
        ("browInnerUp_R", 0.5),
        ("jawOpen", 0.25),
        ("eyeLookUp_L", 1),
    ):
        expected[labels.index(label), 1] = weight
    left, right = EYES["Left"], EYES["Right"]
    np.testing.assert_allclose(moved[: left.start], expected[: left.start], atol=1e-5)
    assert not moved[right].any()
    ball = rest[left] + moved[left] - (4, 3.6, 8)
    np.testing.assert_allclose(np.linalg.norm(ball, axis=1), 1.5, atol=0.05)
    front = neutral[left][:, 2] > 9.3
    assert moved[left][front, 1].mean() > 0.4, "the pupil went up"


def test_colors_are_of_the_person_by_part(ict_npz):
    neutral = Ict.load(ict_npz).neutral
    neutral[:4] = ((3, 6, 9), (-3, 6, 9), (0, -3.5, 11), (0, 3, 11))  # brows, lips, nose
    person = sample_person(np.random.default_rng(0), 2)
    colors = Colors(neutral).of(person)
    np.testing.assert_allclose(colors[:2, :3], np.broadcast_to(person.hair, (2, 3)), rtol=1e-5)
    np.testing.assert_allclose(colors[2, :3], person.lips, rtol=1e-5)
    np.testing.assert_allclose(colors[3], (*person.skin, person.roughness), rtol=1e-5)
    for part in EYES.values():
        eye = neutral[part]
        ahead = eye[:, 2] - 8 > 1.5 * np.cos(np.radians(8))
        iris = (eye[:, 2] - 8 < 1.48 * np.cos(np.radians(10))) & (
            eye[:, 2] - 8 > 1.5 * np.cos(np.radians(21))
        )
        assert colors[part][ahead, :3].max() < 0.01, "pupils are black"
        np.testing.assert_allclose(
            colors[part][iris, :3] - person.iris.astype(np.float32), 0, atol=1e-6
        )


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("identities", None, "identities"),
        ("neutral", np.zeros((478, 3), np.float32), "478 vertices"),
        ("expression_names", np.array(["smile"] * 53), "expression_names"),
    ],
)
def test_bad_heads_are_named(ict_npz, key, value, says):
    with np.load(ict_npz) as archive:
        arrays = dict(archive)
    arrays.pop(key)
    if value is not None:
        arrays[key] = value
    np.savez(ict_npz, **arrays)
    with pytest.raises(TrainingError, match=says):
        Ict.load(ict_npz)


def test_missing_head_is_named(tmp_path):
    with pytest.raises(TrainingError, match=r"absent\.npz"):
        Ict.load(tmp_path / "absent.npz")


def test_missing_mediapipe_or_landmarker_is_named(tmp_path):
    with pytest.raises(TrainingError, match=r"mediapipe==0\.10\.21|no such file"):
        Tracker(tmp_path / "absent.task")


def _frames(count: int) -> list[Frame]:
    rng = np.random.default_rng(5)
    labels = names(BLENDSHAPES)
    return [
        Frame(
            person=3 + number // 2,
            weights=sample_expression(rng, 0.5),
            tracked=Tracked(
                labels,
                rng.random(52).astype(np.float32),
                rng.uniform(-50, 250, (478, 3)).astype(np.float32),
                np.eye(4, dtype=np.float32),
            ),
        )
        for number in range(count)
    ]


def test_shards_hold_the_frames_in_both_layouts(tmp_path):
    frames = _frames(5)
    path = write_frames(tmp_path, 4, frames)
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == [
        "frames_00004.anchors.npy",
        "frames_00004.npy",
        "frames_00004.npz",
    ]
    (shard,) = find_shards([tmp_path])
    columns = shard.columns(names(BLENDSHAPES))
    np.testing.assert_array_equal(columns.features, [f.tracked.scores for f in frames])
    np.testing.assert_array_equal(columns.groups, [3, 3, 4, 4, 5])
    np.testing.assert_allclose(
        shard.meshes(5), [f.tracked.landmarks * (1, -1, -1) for f in frames], rtol=1e-6
    )
    rendered = tmp_path / RENDERED_FOLDER / path.name
    with np.load(rendered, allow_pickle=False) as archive:
        np.testing.assert_allclose(archive["ict_weights"], [f.weights for f in frames], rtol=1e-6)
    (again,) = shards_from_mediapipe(rendered, tmp_path / "again", 100)
    np.testing.assert_allclose(again.meshes(5), shard.meshes(5), atol=0.0051)


def test_a_shard_without_its_last_file_is_made_again(tmp_path):
    write_frames(tmp_path, 0, _frames(2))
    assert is_made(tmp_path, 0)
    (tmp_path / "frames_00000.npz").unlink()
    assert not is_made(tmp_path, 0)
    write_frames(tmp_path, 0, _frames(3))
    (shard,) = find_shards([tmp_path])
    assert len(shard.columns(names(BLENDSHAPES)).groups) == len(shard.meshes(3)) == 3


def test_a_folder_goes_on_with_what_it_lacks_and_refuses_other_frames(tmp_path):
    def order(**changes) -> Order:
        given = {"shards": 3, "frames": 10, "archetypes": 0.5, "seed": 1, "processes": 1}
        return Order(tmp_path / "out", Path("ict"), Path("task"), **{**given, **changes})

    order(seed=5).begin()  # nothing was made of it
    assert order().begin() == [0, 1, 2]
    write_frames(tmp_path / "out", 1, _frames(2))
    assert order(processes=2).begin() == [0, 2]
    assert order(shards=4).begin() == [0, 2, 3]
    with pytest.raises(TrainingError, match=r"seed 1.*seed 2"):
        order(seed=2).begin()
    assert json.loads((tmp_path / "out" / "settings.json").read_text())["seed"] == 1

"""The likeness of measured landmarks: synthetic people come back, and a real one stays the same."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from blendshape_face.data.alignment.similarities import similarities, transform
from blendshape_face.data.bundled import MEDIAPIPE, bundled
from blendshape_face.data.errors import PersonError, TakeError
from blendshape_face.data.motion.head_rotation import head_rotation
from blendshape_face.data.person.basis import person_basis
from blendshape_face.data.person.chance import random_person
from blendshape_face.data.person.evidence import Noise
from blendshape_face.data.person.likeness import likeness
from blendshape_face.data.person.measured import read_measured
from blendshape_face.data.person.modes import modes
from blendshape_face.data.person.person import Person, offsets

from tests.elsewhere import elsewhere

BASIS = bundled(MEDIAPIPE).blender_basis()
MILLIMETERS = 1000


class Shots(NamedTuple):
    """landmarks: (n, 478, 3) pixels. values: (n, F+3)."""

    landmarks: np.ndarray
    values: np.ndarray


def shots(person: Person, count: int, noise: Noise, seed: int = 0) -> Shots:
    """Frames of a person with random expressions, poses, sizes and errors of the tracker."""
    rng = np.random.default_rng(seed)
    values = rng.uniform(0, 0.6, (count, len(BASIS.shapes))).astype(np.float32)
    values *= rng.random(values.shape) < 0.3
    values[:, -3:] = 0
    own = person_basis(BASIS, person)
    meshes = own.positions(values).reshape(count, -1, 3).astype(float)
    heads = rng.normal(0, (0.15, 0.3, 0.1), (count, 3))
    turned = meshes @ np.swapaxes(head_rotation(heads), 1, 2)
    turned += rng.normal(size=turned.shape) * noise.by_axis
    pixels = turned * rng.uniform(800, 4000, (count, 1, 1)) + rng.normal(0, 300, (count, 1, 3))
    right, away, up = np.moveaxis(pixels, -1, 0)
    return Shots(np.stack([right, -up, away], axis=-1), values)


def shape_error(found: Person, person: Person) -> float:
    """Root mean square in millimeters, pose and size taken out: pictures do not tell them."""
    mesh = BASIS.rest + offsets(found, BASIS.rest)
    wanted = BASIS.rest + offsets(person, BASIS.rest)
    placed = transform(mesh[None], similarities(mesh[None], wanted))[0]
    return float(MILLIMETERS * np.sqrt(((placed - wanted) ** 2).sum(axis=1).mean()))


@pytest.mark.parametrize(
    ("count", "noise", "error", "left"),
    [
        (10, Noise(0, 0), 0.6, 0.3),
        (10, Noise(0.002, 0.005), 0.65, 0.3),
        (1, Noise(0.002, 0.005), 1.8, 0.65),
    ],
)
def test_people_come_back(count, noise, error, left):
    """A quarter of the difference to the mean face is left with ten frames, over half with one."""
    errors = []
    without = []
    for seed in range(6):
        person = random_person(seed)
        shot = shots(person, count, noise, seed)
        found = likeness(shot.landmarks, BASIS, shot.values)
        errors.append(shape_error(found.person, person))
        without.append(shape_error(Person(), person))
    assert max(errors) < error
    assert np.mean(errors) < left * np.mean(without)


def test_pose_size_and_place_do_not_matter():
    person = random_person(4)
    shot = shots(person, 1, Noise(0, 0))
    found = likeness(shot.landmarks, BASIS, shot.values)
    roll = np.radians(25)
    turn = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    other = 0.01 * shot.landmarks @ turn.T + (3, -40, 7)
    again = likeness(other, BASIS, shot.values)
    np.testing.assert_allclose(again.person.weights, found.person.weights, atol=0.01)


def test_the_order_and_number_of_frames_do_not_matter():
    shot = shots(random_person(4), 12, Noise(0, 0))
    found = likeness(shot.landmarks, BASIS, shot.values)
    twice = likeness(
        np.concatenate([shot.landmarks[::-1], shot.landmarks]),
        BASIS,
        np.concatenate([shot.values[::-1], shot.values]),
    )
    np.testing.assert_allclose(twice.person.weights, found.person.weights, atol=1e-6)


def test_expressions_are_no_features():
    """Without the channels a smile is taken for the person; with them it is not."""
    smile = {"mouthSmileLeft": 0.9, "mouthSmileRight": 0.9, "jawOpen": 0.5}
    columns = bundled(MEDIAPIPE).columns
    values = np.array([[smile.get(name, 0) for name in columns]], np.float32)
    mesh = BASIS.positions(values).reshape(1, -1, 3)
    landmarks = mesh[..., [0, 2, 1]] * (1, -1, 1)
    with_channels = likeness(landmarks, BASIS, values)
    assert np.abs(with_channels.person.weights).max() < 1e-3
    assert np.abs(likeness(landmarks, BASIS).person.weights).max() > 0.5


def test_what_the_modes_do_not_hold_is_the_residual():
    """A bump on the nose of 6 mm: little of it is the person, and the rest is told."""
    mesh = BASIS.rest.astype(float).copy()
    mesh[4, 1] -= 0.006
    found = likeness(mesh[None][..., [0, 2, 1]] * (1, -1, 1), BASIS)
    assert found.worst_landmark == 4
    assert 0.0045 < found.worst < 0.0061
    assert found.rms < 0.001
    rebuilt = BASIS.rest + offsets(found.person, BASIS.rest) + found.residual
    placed = transform(rebuilt[None], similarities(rebuilt[None], mesh))[0]
    np.testing.assert_allclose(placed, mesh, atol=1e-4)


def test_one_picture_tells_less_of_depth():
    """Uncertain is what a front view cannot show; turned heads make it certain."""
    one = shots(random_person(1), 1, Noise(0, 0))
    front = likeness(BASIS.rest[None][..., [0, 2, 1]] * (1, -1, 1), BASIS)
    across, depth, _up = front.uncertainty.mean(axis=0)
    assert depth > 1.1 * across
    many = shots(random_person(1), 10, Noise(0, 0))
    turned = likeness(many.landmarks, BASIS, many.values)
    assert turned.uncertainty[:, 1].mean() < 0.7 * front.uncertainty[:, 1].mean()
    # Nothing is learned of size, and something of all else.
    variances = np.diag(front.covariance)
    assert variances.max() <= 1
    assert variances.mean() < 0.8
    one_found = likeness(one.landmarks, BASIS, one.values)
    assert one_found.covariance.shape == (modes().count, modes().count)


def _without_number(landmarks: np.ndarray) -> np.ndarray:
    landmarks[0, 7, 1] = np.nan
    return landmarks


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda landmarks: landmarks[0], r"shape \(478, 3\)"),
        (lambda landmarks: landmarks[:, :468], "track with irises"),
        (lambda landmarks: landmarks[:0], "landmarks have shape"),
        (_without_number, "frame 1: a landmark lacks a number"),
        (lambda landmarks: landmarks * (1, 1, 0), "frame 1: the landmarks have no depth"),
        (lambda landmarks: landmarks * (-1, 1, 1), "frame 1: shows the face in a mirror"),
        (lambda landmarks: landmarks[:1], "values have shape"),
    ],
)
def test_landmarks_that_give_no_person(spoil, message):
    shot = shots(random_person(0), 2, Noise(0, 0))
    with pytest.raises(PersonError, match=message):
        likeness(spoil(shot.landmarks), BASIS, shot.values)


def test_a_real_person_is_the_same_in_each_frame():
    """py-feat's depth is in widths of the face's rectangle, as the fit itself shows."""
    measured = read_measured(elsewhere("recordings/pyfeat_news_001.csv"))
    landmarks = measured.landmarks
    values = measured.values_for(bundled(MEDIAPIPE).columns)
    found = likeness(landmarks, BASIS, values)
    assert found.rms < 0.0012
    assert found.worst < 0.004
    assert np.abs(found.person.weights).max() < 2
    first = likeness(landmarks[:1], BASIS, values[:1])
    last = likeness(landmarks[-1:], BASIS, values[-1:])
    assert shape_error(first.person, last.person) < 0.4
    assert shape_error(first.person, Person()) > 1
    flatter = likeness(landmarks * (1, 1, 0.8), BASIS, values)
    assert flatter.rms > 1.5 * found.rms


def write_pyfeat(path: Path, shot: Shots, width: float = 500) -> list[list[str]]:
    """A file as Detectorv2 writes it; returns its rows, the header first."""
    header = ["FaceScore", "FaceRectWidth", "FaceRectHeight", "frame", "jawOpen", "gaze_pitch"]
    for axis in "xyz":
        header += [f"mesh_{axis}_{index}" for index in range(478)]
    rows = [header]
    jaw = bundled(MEDIAPIPE).columns.index("jawOpen")
    for frame, mesh in enumerate(shot.landmarks):
        numbers = [0.9, width, width, 2 * frame, shot.values[frame, jaw], 0.1]
        numbers += (mesh / (1, 1, width)).T.ravel().tolist()
        rows.append([repr(float(number)) for number in numbers])
    write_rows(path, rows)
    return rows


def write_rows(path: Path, rows: list[list[str]]) -> None:
    path.write_text("\n".join(map(",".join, rows)) + "\n", encoding="utf-8")


def test_meshes_of_pyfeat(tmp_path):
    path = tmp_path / "film.csv"
    shot = shots(random_person(2), 4, Noise(0, 0))
    rows = write_pyfeat(path, shot)
    measured = read_measured(path)
    np.testing.assert_allclose(measured.landmarks, shot.landmarks)
    columns = bundled(MEDIAPIPE).columns
    values = measured.values_for(columns)
    jaw = columns.index("jawOpen")
    np.testing.assert_allclose(values[:, jaw], shot.values[:, jaw])
    assert not np.delete(values, jaw, axis=1).any()
    likeness(measured.landmarks, BASIS, values)

    # A smaller face in the first frame, and a row without a face.
    smaller = rows[1].copy()
    smaller[1:3] = ["100", "100"]
    empty = rows[2][:4] + [""] * (len(rows[2]) - 4)
    write_rows(path, [rows[0], smaller, rows[1], empty, *rows[3:]])
    again = read_measured(path)
    np.testing.assert_allclose(again.landmarks, shot.landmarks[[0, 2, 3]])
    np.testing.assert_allclose(read_measured(path, 2).landmarks, shot.landmarks[[0, 3]])

    write_rows(path, [rows[0], empty])
    with pytest.raises(TakeError, match=r"film\.csv: no row has a whole face"):
        read_measured(path)
    write_rows(path, [row[:-1] for row in rows])
    with pytest.raises(TakeError, match=r"film\.csv, row 1: lacks .*mesh_z_477"):
        read_measured(path)


def test_landmarks_of_the_tracker_tell_the_person_too(tmp_path):
    person = random_person(3)
    shot = shots(person, 30, Noise(0.0003, 0.0003), seed=5)
    path = tmp_path / "clip.landmarks.npz"
    times = np.arange(len(shot.landmarks)) / 25
    lost = np.full((1, 478, 3), np.nan)
    np.savez(path, landmarks=np.concatenate([shot.landmarks, lost]), times=np.append(times, 2))
    measured = read_measured(path)
    assert len(measured.landmarks) == len(shot.landmarks)
    np.testing.assert_allclose(measured.landmarks, shot.landmarks, atol=1e-6)
    model = bundled(MEDIAPIPE)
    found = likeness(measured.landmarks, BASIS, measured.values_for(model.columns), name="Ann")
    mean = shape_error(Person(), person)
    # None of these frames is calm: what is taken for the neutral face is some mean of them.
    assert shape_error(found.person, person) < 0.7 * mean
    np.savez(path, landmarks=lost, times=[0.0])
    with pytest.raises(TakeError, match="no frame has a whole face"):
        read_measured(path)

import numpy as np
import pytest
from blendshape_face.data.model import FaceModel
from blendshape_face.data.motion import error_mesh, signal
from blendshape_face.data.motion.reduction import reduce_keys
from blendshape_face.data.takes import read_take
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.fixture(scope="module")
def shapes(arkit_npz) -> np.ndarray:
    return FaceModel.load(arkit_npz).blender_basis().shapes


@pytest.fixture(scope="module")
def values(sample_take) -> np.ndarray:
    """(472, 55): the recording as it is, the column of each channel in the model's order."""
    take = read_take(sample_take)
    assert take.head is not None
    return np.concatenate([take.values, take.head], axis=1)


def drawn(values, keys):
    """What a player shows: one frame after the other, a line from key to key."""
    curves = np.empty(values.shape)
    for channel, frames in enumerate(keys):
        for a, b in zip(frames, [*frames[1:], frames[-1]], strict=True):
            for t in range(a, b + 1):
                share = (t - a) / (b - a) if b > a else 0.0
                curves[t, channel] = (1 - share) * values[a, channel] + share * values[b, channel]
    return curves


def furthest(values, keys, shapes):
    """Meters by which the worst vertex at the worst frame is off, in double precision."""
    off = values.astype(np.float64) - drawn(values.astype(np.float64), keys)
    moved = np.einsum("nk,kvx->nvx", off, shapes.astype(np.float64), optimize=True)
    return np.linalg.norm(moved, axis=2).max()


def check_keys(values, keys):
    assert len(keys) == values.shape[1]
    for frames in keys:
        assert frames[0] == 0
        assert frames[-1] == len(values) - 1
        assert (np.diff(frames) > 0).all()


@pytest.mark.parametrize(("bound", "most"), [(1e-4, 0.175), (1e-3, 0.04)])
def test_the_recording_stays_within_the_bound(values, shapes, bound, most):
    keys = reduce_keys(values, shapes, bound)
    check_keys(values, keys)
    off, share = furthest(values, keys, shapes), sum(map(len, keys)) / values.size
    print(f"\n{share:.2%} of the keys at {bound * 1e3} mm, off by {off * 1e3:.5f} mm at most")
    assert off <= bound
    assert share <= most
    # Head pose moves no vertex of this model and may be off by a hundredth of a radian.
    still = np.abs(values - drawn(values, keys))[:, -3:]
    assert still.max() <= 0.01
    assert all(len(frames) < 100 for frames in keys[-3:])


def test_smoothing_saves_keys(values, shapes, sample_take):
    take = read_take(sample_take)
    smoothed = signal.smooth(values, (*take.names, "Pitch", "Yaw", "Roll"), take.fps)
    raw, fewer = (sum(map(len, reduce_keys(v, shapes, 1e-4))) for v in (values, smoothed))
    assert fewer < 0.8 * raw


def test_the_size_of_the_pieces_does_not_matter(values, shapes, monkeypatch):
    whole = reduce_keys(values, shapes, 1e-4)
    monkeypatch.setattr(error_mesh, "_BLOCK", 350)
    monkeypatch.setattr(error_mesh, "_PART", 50)
    monkeypatch.setattr(error_mesh, "_PRODUCT", 9000)
    keys = reduce_keys(values, shapes, 1e-4)
    check_keys(values, keys)
    assert furthest(values, keys, shapes) <= 1e-4
    # Sums in another order are rounded otherwise.
    assert sum(map(len, keys)) == pytest.approx(sum(map(len, whole)), rel=0.01)


def test_a_mesh_of_more_vertices_than_a_piece_stays_within_the_bound(values, shapes):
    # As a character is: each vertex of the face several times, a little apart.
    finer = np.concatenate([shapes * factor for factor in (0.9, 1.0, 1.05)], axis=1)
    keys = reduce_keys(values[:200], finer, 1e-4)
    assert furthest(values[:200], keys, finer) <= 1e-4
    coarse = reduce_keys(values[:200], shapes, 1e-4)
    assert sum(map(len, keys)) < 1.1 * sum(map(len, coarse))


@settings(deadline=None)
@given(
    frames=st.integers(1, 40),
    channels=st.integers(1, 5),
    vertices=st.integers(1, 4),
    bound=st.sampled_from([1e-6, 1e-3, 0.1, 10.0]),
    step=st.sampled_from([0.0, 0.25, 0.01]),
    seed=st.integers(0, 10**6),
)
def test_any_motion_stays_within_the_bound(frames, channels, vertices, bound, step, seed):
    rng = np.random.default_rng(seed)
    values = rng.normal(0, 1, (frames, channels)).cumsum(axis=0) / 5
    if step:
        values = np.round(values / step) * step  # ties and level stretches
    shapes = rng.normal(0, 0.1, (channels, vertices, 3)) * rng.integers(0, 2, (channels, 1, 1))
    keys = reduce_keys(values, shapes, bound)
    check_keys(values, keys)
    assert furthest(values, keys, shapes) <= bound
    reach = np.linalg.norm(shapes, axis=2).max(axis=1)
    idle = reach < bound
    assert (np.abs(values - drawn(values, keys))[:, idle] <= 0.01 + 1e-9).all()
    flat = reduce_keys(values, shapes.reshape(channels, -1), bound)
    for one, other in zip(keys, flat, strict=True):
        np.testing.assert_array_equal(one, other)


def test_lines_and_constants_keep_their_ends():
    frames = np.arange(9000)
    values = np.stack([frames * 1e-4, np.full(9000, 0.3), 1 - frames * 3e-5], axis=1)
    shapes = np.full((3, 2, 3), 0.01)
    for kept in reduce_keys(values.astype(np.float32), shapes, 1e-4):
        np.testing.assert_array_equal(kept, [0, 8999])


def test_a_corner_keeps_three_keys_and_single_frames_one():
    values = np.abs(np.arange(21) - 8.0)[:, None] / 10
    (kept,) = reduce_keys(values, np.full((1, 1, 3), 0.01), 1e-5)
    np.testing.assert_array_equal(kept, [0, 8, 20])
    (kept,) = reduce_keys(values[:1], np.full((1, 1, 3), 0.01), 1e-5)
    np.testing.assert_array_equal(kept, [0])
    (kept,) = reduce_keys(values[:0], np.full((1, 1, 3), 0.01), 1e-5)
    assert not len(kept)


def test_errors_of_channels_that_move_the_same_vertices_add_up():
    bump = np.sin(np.linspace(0, np.pi, 31))[:, None] * 0.009
    values = np.repeat(bump, 8, axis=1)
    shapes = np.zeros((8, 1, 3))
    shapes[:, 0, 0] = 0.01  # 0.09 mm from each channel at most
    alone = reduce_keys(values[:, :1], shapes[:1], 1e-4)
    together = reduce_keys(values, shapes, 1e-4)
    assert len(alone[0]) == 2
    assert sum(map(len, together)) > 16
    assert furthest(values, together, shapes) <= 1e-4


@pytest.mark.parametrize(
    ("values", "shapes", "bound", "message"),
    [
        (np.array([[0.0], [np.nan]]), np.zeros((1, 2, 3)), 1e-4, "values: NaN"),
        (np.zeros((2, 2)), np.zeros((1, 2, 3)), 1e-4, r"shapes: \(1, 2, 3\) does not fit 2"),
        (np.zeros((2, 1)), np.zeros((1, 4)), 1e-4, "does not fit"),
        (np.zeros((2, 1)), np.zeros((1, 2, 3)), 0.0, "bound: 0.0 is not above 0"),
    ],
)
def test_what_cannot_be_reduced(values, shapes, bound, message):
    with pytest.raises(ValueError, match=message):
        reduce_keys(values, shapes, bound)

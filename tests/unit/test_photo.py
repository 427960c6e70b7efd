"""A photo's landmarks are read from every layout, and its colors come to their places."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from blendshape_face.data.anatomy.topology import AREAS, topology
from blendshape_face.data.errors import TakeError
from blendshape_face.data.model import FaceModel
from blendshape_face.data.pictures.landmarks import read_landmarks
from blendshape_face.data.pictures.photo import skin_color, texture_size, unwrap
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.elsewhere import elsewhere

WIDTH, HEIGHT = 640, 480
REST = FaceModel.load(Path(__file__).resolve().parents[2] / "data/assets/models/arkit.npz").predict(
    {}
)
"""(478, 3) in units of 8.9 / 89 mm: x to the subject's left, y up, z out of the face."""


def seen(yaw=0.0, width=WIDTH, height=HEIGHT, scale=20.0):
    """The landmarks in pixels of a face that turns to the subject's left."""
    x = REST[:, 0] * np.cos(yaw) + REST[:, 2] * np.sin(yaw)
    points = np.column_stack([x, -REST[:, 1]]) * scale
    return points - (points.min(axis=0) + points.max(axis=0)) / 2 + (width / 2, height / 2)


POINTS = seen()
NORMALISED = POINTS / (WIDTH, HEIGHT)


def read(path, **options):
    return read_landmarks(path, "photo.png", WIDTH, HEIGHT, **options)


def write_json(path, content):
    path.write_text(json.dumps(content))
    return path


def write_csv(path, header, rows):
    with path.open("w", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


def xyz(points):
    return [{"x": x, "y": y, "z": 0.0, "visibility": None} for x, y in points.tolist()]


LAYOUTS = {
    "Face Landmarker, Python": lambda p: {"face_landmarks": [xyz(p)], "face_blendshapes": []},
    "Face Landmarker, JavaScript": lambda p: {
        "faceLandmarks": [xyz(p)],
        "facialTransformationMatrixes": [{"rows": 4, "columns": 4, "data": [1.0] * 16}],
    },
    "Face Mesh": lambda p: {"multi_face_landmarks": [{"landmark": xyz(p)}]},
    "list of a face": lambda p: np.pad(p, ((0, 0), (0, 1))).tolist(),
    "list of faces": lambda p: [p.tolist()],
    "frames": lambda p: {"frames": [{"timestamp": 0, "landmarks": xyz(p)}]},
    "a matrix beside it": lambda p: {"matrix": np.eye(4).tolist(), "landmarks": p.tolist()},
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("count", [478, 468])
@pytest.mark.parametrize("points", [POINTS, NORMALISED], ids=["pixels", "normalized"])
def test_json_layouts(tmp_path, layout, count, points):
    path = write_json(tmp_path / "photo.json", layout(points[:count]))
    np.testing.assert_allclose(read(path), POINTS[:count], atol=1e-9)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(keys=st.lists(st.none() | st.text(max_size=5), max_size=6))
def test_json_of_any_nesting(tmp_path, keys):
    content = NORMALISED.tolist()
    for key in keys:
        content = [content] if key is None else {"other": [1, "a", None], key: content}
    np.testing.assert_allclose(read(write_json(tmp_path / "a.json", content)), POINTS, atol=1e-9)


def test_the_largest_face_or_the_one_asked_for(tmp_path):
    small = POINTS / 3
    path = write_json(tmp_path / "a.json", [small.tolist(), POINTS.tolist()])
    np.testing.assert_allclose(read(path), POINTS)
    np.testing.assert_allclose(read(path, face=1), small)
    with pytest.raises(TakeError, match=r"a\.json: has no face 3; it holds 2"):
        read(path, face=3)


def test_a_table_of_points_in_any_order(tmp_path):
    order = np.random.default_rng(1).permutation(478)
    rows = [(index, *POINTS[index], 0.0) for index in order.tolist()]
    path = write_csv(tmp_path / "a.csv", ["Index", "x", "y", "z"], rows)
    np.testing.assert_allclose(read(path), POINTS)
    path = write_csv(tmp_path / "b.csv", ["x", "y"], NORMALISED[:468].tolist())
    np.testing.assert_allclose(read(path), POINTS[:468])
    faces = [(face, *point) for face in (0, 1) for point in (POINTS / (face + 1)).tolist()]
    path = write_csv(tmp_path / "c.csv", ["face", "x", "y"], faces)
    np.testing.assert_allclose(read(path, face=2), POINTS / 2)


def wide(prefix, points):
    names = [f"{prefix}{axis}_{index}" for index in range(478) for axis in "xyz"]
    return names, np.pad(points, ((0, 0), (0, 1))).ravel().tolist()


@pytest.mark.parametrize("prefix", ["", "mesh_"], ids=["MPDetector", "Detectorv2"])
def test_pyfeats_row_of_the_picture(tmp_path, prefix):
    names, row = wide(prefix, POINTS / 2)
    _, other = wide(prefix, POINTS + 5)
    _, missing = wide(prefix, POINTS * np.nan)
    if prefix:  # the 68 of dlib have the short names
        names, row, other, missing = (
            [f"x_{i}" for i in range(68)] + [f"y_{i}" for i in range(68)] + names,
            *([0.0] * 136 + cells for cells in (row, other, missing)),
        )
    header = [*names, "FrameHeight", "FrameWidth", "input", "frame"]
    size = [HEIGHT / 2, WIDTH / 2]  # tracked at half the size
    rows = [
        [*other, HEIGHT, WIDTH, "C:\\films\\other.png", 0],
        [*missing, *size, "/films/photo.png", 1],
        [*row, *size, "/films/photo.png", 1],
    ]
    path = write_csv(tmp_path / "a.csv", header, rows)
    np.testing.assert_allclose(read(path), POINTS)
    path = write_csv(tmp_path / "b.csv", header, [[*cells[:-2], "", cells[-1]] for cells in rows])
    with pytest.raises(TakeError, match="of several pictures or a film"):
        read(path)
    joined = [[*other, *size, f"{name}.png", 0] for name in ("eve", "bob")]
    path = write_csv(tmp_path / "d.csv", header, joined)
    with pytest.raises(TakeError, match="of several pictures or a film"):
        read(path)
    path = write_csv(tmp_path / "c.csv", header, [rows[1]])
    with pytest.raises(TakeError, match="holds no face"):
        read(path)


def test_a_frame_of_pyfeats_own_file(tmp_path):
    with elsewhere("recordings/pyfeat_news_001.csv").open(newline="") as stream:
        header, row = (cells for cells, _ in zip(csv.reader(stream), range(2), strict=False))
    path = write_csv(tmp_path / "a.csv", header, [row])
    points = read_landmarks(path, "001.png", 1080, 1080)
    assert points[1] == pytest.approx((567.54004, 622.4914))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"face_landmarks": []}, "holds no face"),
        (POINTS[:68].tolist(), "holds 68 landmarks, not MediaPipe's 478"),
        ((POINTS * 3).tolist(), r"reaches to \d+, \d+ in a picture of 640 x 480"),
        ((NORMALISED * (-1, 1) + (1, 0)).tolist(), "shows the face in a mirror"),
        ([[0.5, 0.5]] * 478, "its landmarks all lie on one point or line"),
        (np.repeat(NORMALISED[:, :1], 2, axis=1).tolist(), "all lie on one point or line"),
        ([["a", 1.0], *POINTS[1:].tolist()], "landmark 0: 'a' is not a number"),
    ],
)
def test_refusals_of_json(tmp_path, content, message):
    with pytest.raises(TakeError, match=message):
        read(write_json(tmp_path / "a.json", content))


@pytest.mark.parametrize(
    ("header", "rows", "message"),
    [
        (["jawOpen"], [[0.5]], "has no columns of landmarks"),
        (["x", "y"], POINTS[:68].tolist(), "holds 68 landmarks"),
        (["index", "x", "y"], [(7, *p) for p in POINTS.tolist()], "column index: must number"),
        ([f"{a}_{i}" for a in "xy" for i in range(68)], [[1.0] * 136], "holds 68 landmarks"),
        (["x", "y"], [("", 1.0), *POINTS[1:].tolist()], "lacks its x or y"),
    ],
)
def test_refusals_of_tables(tmp_path, header, rows, message):
    with pytest.raises(TakeError, match=message):
        read(write_csv(tmp_path / "a.csv", header, rows))


# The texture


def gradient(alpha=1.0):
    """A picture whose red is x and whose green is y, as shares of its width and height."""
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    blue, alpha = np.full_like(x, 0.25), np.full_like(x, alpha)
    return np.stack([x / WIDTH, y / HEIGHT, blue, alpha], axis=-1).astype(np.float32)


def on_map(texture, uv):
    column, row = (uv * len(texture)).astype(int).T
    return texture[len(texture) - 1 - row, column]


def skin_triangles():
    face = topology()
    return face.triangles[np.isin(face.area, [AREAS.index("skin"), AREAS.index("lips")])]


@pytest.mark.parametrize("count", [478, 468])
def test_the_photos_colors_come_to_their_places(count):
    texture = unwrap(gradient(), POINTS[:count], 512)
    assert texture.shape == (512, 512, 4)
    triangles = skin_triangles()
    there = on_map(texture, topology().uv[triangles].mean(axis=1))
    expected = NORMALISED[triangles].mean(axis=1)
    # A texture pixel from a triangle's center the photo is up to two pixels on. One sliver at the
    # corner of an eye is smaller than that.
    off = np.abs(there[:, :2] - expected).max(axis=1)
    assert np.sort(off)[-2] < 2 / HEIGHT
    np.testing.assert_allclose(there[:, 2], 0.25, atol=1e-6)


def test_alpha_is_the_face_with_a_soft_edge():
    alpha = unwrap(gradient(), POINTS, 256)[..., 3]
    uv = topology().uv
    inside = on_map(alpha[..., None], uv[[1, 13, 9, 168, 468, 473, 50, 280]])
    np.testing.assert_allclose(inside, 1, atol=1e-6)
    assert on_map(alpha[..., None], uv[[10, 152, 234, 454]]).max() < 0.1
    assert alpha[0, 0] == alpha[-1, 0] == 0
    assert np.abs(np.diff(alpha, axis=0)).max() < 0.35


def test_the_far_side_is_the_near_sides_mirror_image():
    points = seen(yaw=1.0)
    texture = unwrap(gradient(), points, 512)
    right, left = on_map(texture, topology().uv[[50, 280]])[:, :2]  # cheeks
    expected = points[50] / (WIDTH, HEIGHT)
    np.testing.assert_allclose(right, expected, atol=0.01)
    np.testing.assert_allclose(left, expected, atol=0.01)
    assert np.abs(points[280] / (WIDTH, HEIGHT) - expected)[0] > 0.1


def test_what_the_photo_lacks_is_filled_from_nearby():
    points = POINTS - (0, POINTS[9, 1])  # the forehead is above the picture
    texture = unwrap(gradient(), points, 256)
    forehead = on_map(texture, topology().uv[[10, 67, 297]])
    assert (forehead[:, 1] < 0.3).all()
    np.testing.assert_allclose(texture[..., 2], 0.25, atol=1e-6)


def test_a_cut_outs_background_is_no_color():
    image = gradient()
    x = image[..., 0] * WIDTH
    image[x < POINTS[61, 0]] = (9, 9, 9, 0)
    assert unwrap(image, POINTS, 256)[..., :3].max() < 1


def test_a_texture_holds_what_the_photo_shows():
    assert texture_size(POINTS) == 512
    assert texture_size(POINTS / 100) == 256
    assert texture_size(POINTS * 100) == 2048


def test_the_skin_color_is_that_of_the_plain_skin():
    image = gradient()
    image[..., :3] = (0.6, 0.4, 0.3)
    low, high = POINTS[[61, 0, 17, 291]].min(axis=0), POINTS[[61, 0, 17, 291]].max(axis=0)
    (left, top), (right, bottom) = low.astype(int), high.astype(int)
    image[top:bottom, left:right, :3] = (1, 0, 0)  # lipstick
    plain = skin_color(unwrap(image, POINTS, 256))
    np.testing.assert_allclose(plain, (0.6, 0.4, 0.3), atol=1e-6)

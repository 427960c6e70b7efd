"""Lids close cleanly for any sum of channels, whatever a linear model makes of their rims."""

from typing import NamedTuple

import bpy
import numpy as np
import pytest
from blendshape_face.data import bundled
from blendshape_face.data.anatomy.openings import OPENINGS
from mathutils.bvhtree import BVHTree

EYES = ("right_eye", "left_eye")
MOVING = ("eye", "brow", "cheek")
"""How the names of channels begin that move lids."""
AROUND = 0.026
"""Meters from the middle of an opening: all that lies over its eyeball."""
OVERLAP = 0.0007
"""Meters that an upper rim may lie below the lower one."""
DEEPEST = 0.0001
"""Meters: as deep may the few large polygons of level 0 cut into the white of an eyeball."""
ACROSS = 16
BESIDE_SEAM = np.array((-1.4, -0.8, -0.3, 0, 0.3, 0.6, 1.4)) / 1000
"""Meters above the rim of the lower lid at which shut eyes are looked at."""


class Eye(NamedTuple):
    """What is of one eye, by the numbers of vertices: skin and flesh around as triangles (n, 3),
    `is_upper` (n,) of those of the upper lid; the eyeball's vertices and the cornea's.
    """

    opening: object
    skin: np.ndarray
    flesh: np.ndarray
    is_upper: np.ndarray
    inside: np.ndarray
    ball: np.ndarray
    cornea: np.ndarray


class Lids:
    """A dressed face whose landmarks are put where a model has them for given values."""

    def __init__(self, obj, model, level):
        bpy.ops.blendshape_face.load_model(filepath=str(bundled.path_of(model)))
        obj.blendshape_face_garment.view_level = level
        self.obj = obj
        self.basis = bundled.bundled(model).blender_basis()
        self.names = [channel.name for channel in obj.data.blendshape_face.channels]
        self.evaluate(np.zeros(len(self.names)))
        self.eyes = [self._eye(name) for name in EYES]

    def evaluate(self, values):
        """(n, 3) the vertices of the dressed face for values of its channels."""
        places = self.basis.positions(values.astype(np.float32))
        mesh = self.obj.data
        mesh.attributes["position"].data.foreach_set("vector", places.astype(np.float32))
        mesh.update()
        self.mesh = self.obj.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
        return self._vectors(self.mesh.vertices, "co")

    def sums(self, count):
        """(count, channels) of the channels that move lids: all or nothing, few of them, any."""
        chance = np.random.default_rng(0)
        moving = [name.startswith(MOVING) for name in self.names]
        shape = (count, sum(moving))
        drawn = chance.random(shape)
        third = count // 3
        drawn[:third] = drawn[:third].round()
        drawn[third : 2 * third] *= chance.random((third, shape[1])) < 0.25
        values = np.zeros((count, len(self.names)))
        values[:, moving] = drawn
        return values

    def _vectors(self, items, name):
        flat = np.empty(3 * len(items), np.float32)
        items.foreach_get(name, flat)
        return flat.reshape(-1, 3).astype(float)

    def _eye(self, name):
        mesh = self.mesh
        mesh.calc_loop_triangles()
        triangles = np.empty(3 * len(mesh.loop_triangles), np.int32)
        mesh.loop_triangles.foreach_get("vertices", triangles)
        triangles = triangles.reshape(-1, 3)
        slots = np.empty(len(triangles), np.int32)
        mesh.loop_triangles.foreach_get("material_index", slots)
        material = np.array([material.name for material in mesh.materials])[slots]
        rest = self._vectors(mesh.attributes["rest"].data, "vector")
        now = self._vectors(mesh.vertices, "co")
        opening = OPENINGS[name]
        rim = rest[[*opening.upper, *opening.lower, *opening.corners]]
        middle = rest[triangles].mean(axis=1)
        is_near = np.linalg.norm(middle - rim.mean(axis=0), axis=1) < AROUND
        skin = triangles[is_near & (material == "Face Skin Light")]
        x, _, z = rest[sorted(opening.corners, key=lambda corner: rest[corner, 0])].T
        of_skin = rest[skin].mean(axis=1)
        is_side = np.sign(now[triangles[:, 0], 0]) == np.sign(rim[0, 0])
        is_ball = np.isin(material, ("Face Eyeball", "Face Iris", "Face Pupil"))
        is_cornea = material == "Face Cornea"
        return Eye(
            opening=opening,
            skin=skin,
            flesh=triangles[is_near & (material == "Face Flesh")],
            is_upper=of_skin[:, 2] > np.interp(of_skin[:, 0], x, z),
            inside=triangles[is_side & (is_ball | is_cornea)],
            ball=np.unique(triangles[is_side & is_ball]),
            cornea=np.unique(triangles[is_side & is_cornea]),
        )


def spread(corners):
    """(n, 3) points all over triangles (t, 3, 3)."""
    weights = [(i, j, 4 - i - j) for i in range(5) for j in range(5 - i)]
    shares = np.array(weights) / 4
    return np.einsum("wk,tkx->wtx", shares, corners).reshape(-1, 3)


def depth_in(points, ball):
    """Meters that points go into the front of a ball, told by some of its vertices."""
    rows = np.column_stack((2 * ball, np.ones(len(ball))))
    *center, rest = np.linalg.lstsq(rows, (ball**2).sum(axis=1), rcond=None)[0]
    radius = np.sqrt(rest + np.dot(center, center))
    before = points[points[:, 1] < center[1]]
    return radius - np.linalg.norm(before - center, axis=1).min()


def white(places):
    """Of an eyeball's vertices those behind its flat front."""
    return places[places[:, 1] > np.quantile(places[:, 1], 0.3)]


def look_at_seam(vertices, eye):
    """What rays from the front meet around the rims of a shut eye: rows of places across, columns
    as BESIDE_SEAM; "u" and "l" for skin of the upper and the lower lid, "f" for flesh, "e" inside.
    """
    kinds = np.concatenate(
        (
            np.where(eye.is_upper, "u", "l"),
            np.full(len(eye.flesh), "f"),
            np.full(len(eye.inside), "e"),
        )
    )
    triangles = np.concatenate((eye.skin, eye.flesh, eye.inside))
    tree = BVHTree.FromPolygons(vertices.tolist(), triangles.tolist(), all_triangles=True)
    outer, inner = eye.opening.corners
    rim = vertices[[outer, *eye.opening.lower, inner]]
    rim = rim[np.argsort(rim[:, 0])]
    x = np.linspace(rim[0, 0], rim[-1, 0], ACROSS + 2)[1:-1]
    z = np.interp(x, rim[:, 0], rim[:, 2])
    met = []
    for x_here, z_here in zip(x, z, strict=True):
        hits = [tree.ray_cast((x_here, -1, z_here + up), (0, 1, 0))[2] for up in BESIDE_SEAM]
        met.append(kinds[hits])
    return np.array(met)


@pytest.mark.parametrize("model", ["arkit", "mediapipe"])
@pytest.mark.parametrize(("level", "count"), [(0, 2000), (2, 200)])
def test_lids_close_cleanly_for_any_sum_of_channels(whole_face, model, level, count):
    lids = Lids(whole_face, model, level)
    sums = lids.sums(count)
    shut = 0
    deepest = DEEPEST if level == 0 else 0
    for number, values in enumerate(sums):
        vertices = lids.evaluate(values)
        for eye in lids.eyes:
            opening = eye.opening
            apart = vertices[list(opening.upper), 2] - vertices[list(opening.lower), 2]
            assert apart.min() > -OVERLAP, number
            skin = spread(vertices[eye.skin])
            assert depth_in(skin, white(vertices[eye.ball])) < deepest, number
            assert depth_in(skin, vertices[eye.cornea]) < 0, number
            if apart.max() > 0:
                continue
            shut += 1
            if shut % 3 == 0:
                met = look_at_seam(vertices, eye)
                assert "e" not in met, number
                assert "u" not in met[:, BESIDE_SEAM < -0.001], number
                assert "l" not in met[:, BESIDE_SEAM > 0.0005], number
    assert shut > count / 50


@pytest.mark.parametrize("model", ["arkit", "mediapipe"])
def test_lids_close_without_a_jump(whole_face, model):
    lids = Lids(whole_face, model, 0)
    way = np.linspace(0, 1, 100)
    for target in lids.sums(30)[::5]:
        places = np.array([lids.evaluate(share * target)[:468] for share in way])
        steps = np.linalg.norm(np.diff(places, axis=0), axis=2)
        # Evenly each step would be a hundredth of the way, which is 10 mm or so.
        assert steps.max() < 0.0006


def test_shut_lids_hide_a_flat_iris(whole_face):
    bpy.ops.blendshape_face.part(part="EYES")
    for shut in (0, 1):
        for side in ("Left", "Right"):
            whole_face.data.blendshape_face.channels[f"eyeBlink{side}"].value = shut
        mesh = whole_face.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
        for name, iris in (("right_eye", 468), ("left_eye", 473)):
            upper, lower = OPENINGS[name].middle
            heights = [mesh.vertices[iris + place].co.z for place in range(5)]
            assert max(heights) <= mesh.vertices[upper].co.z + 1e-6
            assert min(heights) >= mesh.vertices[lower].co.z - 1e-6
            assert (max(heights) - min(heights) > 0.005) == (not shut)

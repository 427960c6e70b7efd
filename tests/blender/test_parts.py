"""Head, mouth and eyes: they are there, follow the face, and lids never cut into eyeballs."""

import bpy
import numpy as np
import pytest
from blendshape_face import studio
from blendshape_face.blender import modifiers
from blendshape_face.data import bundled, takes
from blendshape_face.data.anatomy import openings
from blendshape_face.operators import key_button
from mathutils.bvhtree import BVHTree

PARTS = ("HEAD", "MOUTH", "EYES", "SMOOTH")
AROUND_AN_EYE = 0.03
"""Meters from its center: more than twice an eyeball's radius."""


def channel(obj, name):
    return obj.data.blendshape_face.channels[name]


def put(obj, **values):
    for one in obj.data.blendshape_face.channels:
        one.value = values.get(one.name, 0)


class Shown:
    """The evaluated mesh as it is rendered: vertices, triangles, materials by name."""

    def __init__(self, obj, smooth=2):
        obj.blendshape_face_garment.view_level = smooth
        mesh = obj.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
        flat = np.empty(3 * len(mesh.vertices), np.float32)
        mesh.vertices.foreach_get("co", flat)
        self.vertices = flat.reshape(-1, 3).astype(float)
        mesh.calc_loop_triangles()
        corners = np.empty(3 * len(mesh.loop_triangles), np.int32)
        mesh.loop_triangles.foreach_get("vertices", corners)
        self.triangles = corners.reshape(-1, 3)
        slots = np.empty(len(mesh.loop_triangles), np.int32)
        mesh.loop_triangles.foreach_get("material_index", slots)
        names = np.array([material.name if material else "" for material in mesh.materials])
        self.material = names[slots]

    def of(self, *materials):
        """Vertices of the triangles of some materials, each once."""
        return self.vertices[np.unique(self.triangles[np.isin(self.material, materials)])]

    def surface_near(self, material, center):
        """Points (n, 3) spread over the triangles of one material that lie around an eye."""
        triangles = self.triangles[self.material == material]
        is_near = np.linalg.norm(self.vertices[triangles[:, 0]] - center, axis=1) < AROUND_AN_EYE
        a, b, c = np.moveaxis(self.vertices[triangles[is_near]], 1, 0)
        weights = [(i, j, 4 - i - j) for i in range(5) for j in range(5 - i)]
        return np.concatenate([(i * a + j * b + k * c) / 4 for i, j, k in weights])

    def eyeballs(self):
        """Side -> the eyeball's own vertices."""
        balls = self.of("Face Eyeball", "Face Iris", "Face Pupil")
        return {"R": balls[balls[:, 0] < 0], "L": balls[balls[:, 0] > 0]}


def sphere(points):
    """Center and radius of the ball whose points these are, by least squares."""
    rows = np.c_[2 * points, np.ones(len(points))]
    *center, rest = np.linalg.lstsq(rows, (points**2).sum(1), rcond=None)[0]
    center = np.array(center)
    return center, float(np.sqrt(rest + center @ center))


def deepest(shown):
    """Millimeters that the skin goes into eyeballs or corneas; negative where it stays off."""
    worst = -np.inf
    cornea = shown.of("Face Cornea")
    for side, ball in shown.eyeballs().items():
        white = ball[ball[:, 1] > np.quantile(ball[:, 1], 0.3)]  # without the flat iris
        bulge = cornea[np.sign(cornea[:, 0]) == (-1 if side == "R" else 1)]
        for center, radius in (sphere(white), sphere(bulge)):
            skin = shown.surface_near("Face Skin Light", center)
            distance = np.linalg.norm(skin - center, axis=1)
            front = skin[:, 1] < center[1]
            worst = max(worst, float(radius - distance[front].min()))
    return worst * 1000


@pytest.mark.parametrize("model", ["arkit", "mediapipe"])
def test_no_slider_pushes_lids_into_eyeballs(whole_face, model):
    bpy.ops.blendshape_face.load_model(filepath=str(bundled.path_of(model)))
    depths = {}
    for name in [c.name for c in whole_face.data.blendshape_face.channels]:
        for value in (0.5, 1) if name.startswith("eye") else (1,):
            put(whole_face, **{name: value})
            depths[name, value] = deepest(Shown(whole_face))
    assert len(depths) > 55
    assert max(depths.values()) < 0, depths


def test_lids_stay_off_the_eyeballs_over_the_bundled_take(whole_face):
    samples = takes.__file__.replace("takes/__init__.py", "assets/samples")
    bpy.ops.blendshape_face.import_take(filepath=f"{samples}/mediapipe_wolfgang.csv")
    scene = bpy.context.scene
    depths = []
    for frame in range(scene.frame_start, scene.frame_end + 1, 15):
        scene.frame_set(frame)
        depths.append(deepest(Shown(whole_face)))
    assert len(depths) > 20
    assert max(depths) < 0, np.max(depths)


def looks_at(shown, side):
    """The direction of an eyeball: from its center to the middle of the flat iris."""
    ball = shown.eyeballs()[side]
    center, radius = sphere(ball[ball[:, 1] > np.quantile(ball[:, 1], 0.3)])
    iris = ball[np.linalg.norm(ball - center, axis=1) < radius - 0.0005]
    direction = iris.mean(axis=0) - center
    return direction / np.linalg.norm(direction)


@pytest.mark.parametrize("baked", [False, True])
def test_eyes_follow_the_irises_live_and_baked(whole_face, baked):
    if baked:
        assert bpy.ops.blendshape_face.to_shape_keys() == {"FINISHED"}
        sliders = whole_face.data.shape_keys.key_blocks
    else:
        sliders = whole_face.data.blendshape_face.channels
    sideways = {"eyeLookInLeft": -1, "eyeLookOutLeft": 1}
    for name, sign in sideways.items():
        sliders[name].value = 1
        turned = looks_at(Shown(whole_face), "L")
        sliders[name].value = 0
        assert np.degrees(np.arcsin(turned[0])) * sign > 20
    for name, sign in {"eyeLookUpRight": 1, "eyeLookDownRight": -1}.items():
        sliders[name].value = 1
        turned = looks_at(Shown(whole_face), "R")
        sliders[name].value = 0
        assert np.degrees(np.arcsin(turned[2])) * sign > 15
    ahead = looks_at(Shown(whole_face), "R")
    assert ahead[1] < -0.999


def test_the_jaw_takes_its_teeth_along(whole_face):
    rest = Shown(whole_face, 0).of("Face Teeth")
    put(whole_face, jawOpen=1)
    opened = Shown(whole_face, 0).of("Face Teeth")
    moved = np.linalg.norm(opened - rest, axis=1)
    front = np.abs(rest[:, 0]) < 0.015
    upper = np.abs((opened - rest)[:, 2]) < 1e-6  # backwards, teeth yield to a narrow mouth
    assert 0.4 < upper.mean() < 0.6
    assert rest[upper, 2].mean() > rest[~upper, 2].mean() + 0.005
    assert moved[front & ~upper].min() > 0.02
    # A jaw turns: nothing about the front teeth is bent.
    lower = [teeth[~upper & (np.abs(rest[:, 0]) < 0.012)] for teeth in (rest, opened)]
    before, after = (np.linalg.norm(points - points[0], axis=1) for points in lower)
    np.testing.assert_allclose(after, before, atol=1e-6)


def test_closed_mouth_and_closed_eyes_hide_what_is_inside(whole_face):
    put(whole_face, eyeBlinkLeft=1, eyeBlinkRight=1)
    shown = Shown(whole_face)
    teeth = shown.of("Face Teeth")
    lips = shown.vertices[[0, 17]]
    assert teeth[:, 1].min() > lips[:, 1].max() + 0.005


def seen_through(obj, opening):
    """The materials that rays from the front through an opening between landmarks meet first."""
    shown = Shown(obj)
    upper, lower = (np.array([obj.data.vertices[k].co for k in rim]) for rim in opening[:2])
    points = np.concatenate([lower + share * (upper - lower) for share in np.linspace(0, 1, 20)])
    tree = BVHTree.FromPolygons(shown.vertices.tolist(), shown.triangles.tolist())
    return set(shown.material[[tree.ray_cast((x, -1, z), (0, 1, 0))[2] for x, _, z in points]])


@pytest.mark.parametrize("model", ["arkit", "mediapipe"])
def test_closed_lips_leave_no_slit(whole_face, model):
    bpy.ops.blendshape_face.load_model(filepath=str(bundled.path_of(model)))
    mouth = openings.OPENINGS["mouth"]
    assert seen_through(whole_face, mouth) <= {"Face Skin Light", "Face Flesh"}
    put(whole_face, mouthFunnel=1)
    assert "Face Teeth" in seen_through(whole_face, mouth)


@pytest.mark.parametrize("model", ["arkit", "mediapipe"])
def test_closed_eyes_leave_no_slit(whole_face, model):
    bpy.ops.blendshape_face.load_model(filepath=str(bundled.path_of(model)))
    eyes = [openings.OPENINGS[name] for name in ("right_eye", "left_eye")]
    for eye in eyes:
        assert "Face Cornea" in seen_through(whole_face, eye)
    put(whole_face, eyeBlinkRight=1)
    seen = {"Face Skin Light", "Face Flesh", "Face Lashes"}
    assert seen_through(whole_face, eyes[0]) <= seen
    assert "Face Cornea" in seen_through(whole_face, eyes[1])


def test_teeth_stay_behind_the_corners_of_a_narrow_mouth(whole_face):
    bpy.ops.blendshape_face.load_model(filepath=str(bundled.path_of("mediapipe")))
    put(whole_face, mouthFunnel=1)
    shown = Shown(whole_face)
    corners, teeth = shown.vertices[[78, 308]], shown.of("Face Teeth")
    beyond = np.abs(teeth[:, 0]) > corners[1, 0] - 0.003  # the lips are as thick there
    assert beyond.any()
    assert teeth[beyond, 1].min() > corners[:, 1].max()


def edges_seen_once(shown, materials):
    """Border edges of the surface of some materials, vertices taken as one where they coincide."""
    place = np.unique(np.round(shown.vertices, 6), axis=0, return_inverse=True)[1].ravel()
    triangles = place[shown.triangles[np.isin(shown.material, materials)]]
    edges = np.sort(triangles[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
    edges, times = np.unique(edges[edges[:, 0] != edges[:, 1]], axis=0, return_counts=True)
    first = np.unique(place, return_index=True)[1]
    return shown.vertices[first[edges[times == 1]]].mean(axis=1)


def test_the_skin_is_closed_but_for_the_lids(whole_face):
    for values in ({}, {"jawOpen": 1, "mouthSmileLeft": 1}):
        put(whole_face, **values)
        shown = Shown(whole_face, 0)
        border = edges_seen_once(shown, ["Face Skin Light", "Face Flesh"])
        neck = border[:, 2] < -0.12  # what closes it has an edge of its own
        eyes = np.abs(border[:, 2] - 0.02) < 0.02
        assert eyes.any()
        assert (neck | eyes).all()
        tree = BVHTree.FromPolygons(shown.vertices.tolist(), shown.triangles.tolist())
        for y in (0.0, 0.05):
            place = tree.ray_cast((0, y, -1), (0, 0, 1))[0]
            assert place.z < -0.12


def test_the_oval_is_a_smooth_line_between_face_and_head(whole_face):
    """The border of what is colored on the face alone has no scallops."""
    whole_face.blendshape_face_garment.view_level = 3
    mesh = whole_face.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    on_skin = np.empty(len(mesh.polygons), bool)
    mesh.attributes["heat_skin"].data.foreach_get("value", on_skin)
    sides = {True: set(), False: set()}
    for polygon, is_face in zip(mesh.polygons, on_skin, strict=True):
        if mesh.materials[polygon.material_index].name == "Face Skin Light":
            sides[bool(is_face)] |= set(polygon.edge_keys)
    seam = sides[True] & sides[False]
    after = {}
    for a, b in seam:
        after.setdefault(a, []).append(b)
        after.setdefault(b, []).append(a)
    assert all(len(ends) == 2 for ends in after.values())
    assert len(seam) == len(after) == 36 * 8
    place = {k: np.array(mesh.vertices[k].co) for k in after}
    forehead = [k for k in after if place[k][2] > 0.05]
    bends = []
    for k in forehead:
        before, behind = (place[end] - place[k] for end in after[k])
        cosine = -before @ behind / np.linalg.norm(before) / np.linalg.norm(behind)
        bends.append(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
    assert max(bends) < 8


def test_lashes_stand_on_the_rims_of_the_lids(whole_face):
    opening = openings.OPENINGS["left_eye"]
    heights = {}
    for blink in (0, 1):
        put(whole_face, eyeBlinkLeft=blink)
        shown = Shown(whole_face)
        lashes = shown.of("Face Lashes")
        lashes = lashes[lashes[:, 0] > 0]
        rims = shown.vertices[[*opening.upper, *opening.lower, *opening.corners]]
        to_rim = np.linalg.norm(lashes[:, None] - rims, axis=2).min(axis=1)
        assert to_rim.max() < 0.012
        # Each begins on the rim, or between two of its landmarks.
        assert np.quantile(to_rim, 0.3) < 0.003
        heights[blink] = lashes[:, 2].max()
    assert heights[1] < heights[0] - 0.006
    modifiers.set_input(whole_face.modifiers["Face: Garment"], "Lashes", False)
    assert not len(Shown(whole_face).of("Face Lashes"))


def test_the_seam_of_the_head_has_no_folds(whole_face):
    shown = Shown(whole_face, 0)
    triangles = shown.triangles[shown.material == "Face Skin Light"]
    a, b, c = np.moveaxis(shown.vertices[triangles], 1, 0)
    normal = np.cross(b - a, c - a)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    ends = np.sort(triangles[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
    order = np.lexsort(ends.T)
    same = (ends[order][1:] == ends[order][:-1]).all(axis=1)
    first, second = order[:-1][same] // 3, order[1:][same] // 3
    brow = a[first, 2] > 0.035  # below are nostrils and ears
    assert (normal[first] * normal[second]).sum(axis=1)[brow].min() > 0


def test_parts_come_and_go(whole_face):
    dressed = [modifier.name for modifier in whole_face.modifiers]
    assert dressed == ["Face: Deform Marker", "Face: Garment"]
    counts = {len(Shown(whole_face, 0).vertices)}
    for part in PARTS[:3]:
        assert bpy.ops.blendshape_face.part(part=part) == {"FINISHED"}
        counts.add(len(Shown(whole_face, 0).vertices))
    assert len(counts) == 4
    assert min(counts) == 478
    assert bpy.ops.blendshape_face.part(part="SMOOTH") == {"FINISHED"}
    assert [modifier.name for modifier in whole_face.modifiers] == ["Face: Deform Marker"]
    assert bpy.ops.blendshape_face.dress() == {"FINISHED"}
    assert [modifier.name for modifier in whole_face.modifiers] == dressed


def test_a_part_returns_to_its_place_among_the_users_modifiers(whole_face):
    whole_face.modifiers.new("Mine", "WAVE")
    order = [modifier.name for modifier in whole_face.modifiers]
    for _ in range(2):
        bpy.ops.blendshape_face.part(part="MOUTH")
    assert [modifier.name for modifier in whole_face.modifiers] == order


def test_faces_share_their_parts(whole_face):
    before = len(bpy.data.objects), len(bpy.data.node_groups)
    bpy.ops.blendshape_face.add()
    assert (len(bpy.data.objects), len(bpy.data.node_groups)) == (before[0] + 1, before[1])


def test_a_new_face_is_whole_after_all_objects_were_deleted(whole_face):
    vertices = len(Shown(whole_face, 0).vertices)
    for obj in list(bpy.data.objects):
        bpy.data.objects.remove(obj)
    bpy.ops.blendshape_face.add()
    assert len(Shown(bpy.context.object, 0).vertices) == vertices


def test_parts_are_kept_in_the_file(whole_face, tmp_path):
    put(whole_face, jawOpen=0.5, eyeLookUpLeft=1)
    shown = Shown(whole_face)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "face.blend"))
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "face.blend"))
    again = Shown(bpy.data.objects["Face"])
    np.testing.assert_allclose(again.vertices, shown.vertices, atol=1e-7)


def test_pupil_and_iris_are_settings_of_each_face(whole_face):
    eyes = whole_face.modifiers["Face: Garment"]
    modifiers.set_input(eyes, "Pupil", 0.008)
    modifiers.set_input(eyes, "Iris Color", (0.5, 0.1, 0.0, 1))
    mesh = whole_face.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
    pupil = np.empty(len(mesh.vertices), np.float32)
    mesh.attributes["pupil"].data.foreach_get("value", pupil)
    assert pupil.max() == pytest.approx(0.004 / 0.0059)
    assert modifiers.get_input(eyes, "Pupil") == pytest.approx(0.008)


@pytest.fixture
def portrait(whole_face, scene):
    """Render the face from the front, tiny; (size, size, 3) of linear colors."""
    scene.render.engine = "CYCLES"
    scene.cycles.samples, scene.cycles.seed, scene.cycles.use_denoising = 4, 3, False
    scene.render.resolution_x = scene.render.resolution_y = 96
    studio.set_up(scene, whole_face)

    def render(tmp_path):
        scene.render.filepath = str(tmp_path / "face.png")
        scene.render.image_settings.file_format = "PNG"
        bpy.ops.render.render(write_still=True)
        image = bpy.data.images.load(scene.render.filepath, check_existing=False)
        pixels = np.array(image.pixels).reshape(96, 96, -1)[..., :3]
        bpy.data.images.remove(image)
        return pixels

    return render


@pytest.mark.parametrize(
    ("part", "channels"), [("EYES", {}), ("MOUTH", {"jawOpen": 1}), ("HEAD", {})]
)
def test_a_missing_part_shows_in_a_render(whole_face, portrait, tmp_path, part, channels):
    put(whole_face, **channels)
    whole = portrait(tmp_path)
    again = portrait(tmp_path)
    bpy.ops.blendshape_face.part(part=part)
    without = portrait(tmp_path)
    assert np.abs(again - whole).mean() < 0.2 * np.abs(without - whole).mean()
    assert (np.abs(without - whole).max(axis=2) > 0.1).mean() > {"HEAD": 0.1}.get(part, 0.003)


def test_blenders_menu_of_modifiers_does_not_offer_what_is_internal(whole_face):
    """A garment that is added a second time would be mixed of itself."""
    assert not [
        group.name for group in bpy.data.node_groups if getattr(group, "is_modifier", False)
    ]


def test_the_pupil_is_keyed_by_its_slider(whole_face, scene, monkeypatch):
    # No mouse is over a slider here.
    monkeypatch.setattr(key_button, "_hovered", lambda _context: None)
    monkeypatch.setattr(key_button, "_pupil_owner", lambda _context: whole_face)
    settings = whole_face.blendshape_face_garment
    for frame, diameter in ((1, 3), (11, 6)):
        scene.frame_set(frame)
        settings.pupil = diameter
        assert bpy.ops.blendshape_face.key_button() == {"FINISHED"}
    scene.frame_set(6)
    assert settings.pupil == pytest.approx(4.5)
    with pytest.raises(RuntimeError, match="the pupil has no key on frame 6"):
        bpy.ops.blendshape_face.key_button(remove=True)
    scene.frame_set(11)
    assert bpy.ops.blendshape_face.key_button(remove=True) == {"FINISHED"}
    scene.frame_set(6)
    assert settings.pupil == pytest.approx(3)


def test_the_pupil_is_set_in_millimeters(whole_face):
    """Blender would show 0.0042 m."""
    garment = whole_face.modifiers["Face: Garment"]
    settings = whole_face.blendshape_face_garment
    assert settings.pupil == pytest.approx(4.2)
    settings.pupil = 6
    assert modifiers.get_input(garment, "Pupil") == pytest.approx(0.006)
    modifiers.set_input(garment, "Pupil", 0.003)
    assert settings.pupil == pytest.approx(3)


def test_objects_without_eyes_have_no_pupil(scene):
    empty = bpy.data.objects.new("Empty", None)
    empty.blendshape_face_garment.pupil = 6
    assert empty.blendshape_face_garment.pupil == 0

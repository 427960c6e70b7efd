"""Eyes and jaw leave as bones: what a glTF says, and what Blender reads of other files."""

import json
import struct

import bpy
import numpy as np
import pytest
from blendshape_face.data.anatomy.garment import Parts, garment, portable

JOINTS = ["Head", "LeftEye", "RightEye", "Jaw"]
NEAR = 2e-3
"""Meters from the live face."""
FRAMES = 24


def world(obj: bpy.types.Object) -> np.ndarray:
    """(n, 3) of an object as the scene shows it."""
    evaluated = obj.evaluated_get(bpy.context.evaluated_depsgraph_get())
    flat = np.empty(3 * len(evaluated.data.vertices), np.float32)
    evaluated.data.vertices.foreach_get("co", flat)
    matrix = np.array(evaluated.matrix_world)
    return flat.reshape(-1, 3) @ matrix[:3, :3].T + matrix[:3, 3]


def export(path, **options) -> set[str]:
    return bpy.ops.blendshape_face.export_face(
        filepath=str(path), eyes_and_jaw="BONES", picture=64, **options
    )


@pytest.fixture
def looking(whole_face, scene):
    """A face that moves through the scene, looks aside and opens its mouth."""
    scene.frame_start, scene.frame_end = 1, FRAMES
    channels = whole_face.data.blendshape_face.channels
    for name in ("eyeLookOutLeft", "eyeLookInRight", "eyeLookUpLeft", "jawOpen", "jawLeft"):
        for frame, value in ((1, 0.0), (FRAMES, 0.8)):
            channels[name].value = value
            channels[name].keyframe_insert("value", frame=frame)
    for frame, place in ((1, 0.5), (FRAMES, 1.0)):
        whole_face.location = (place, 0.2, 0.1)
        whole_face.rotation_euler = (0.1, 0.2, place)
        whole_face.keyframe_insert("location", frame=frame)
        whole_face.keyframe_insert("rotation_euler", frame=frame)
    return whole_face


def live_places(face: bpy.types.Object) -> np.ndarray:
    """(k, 3) of the vertices that leave, at the present frame."""
    kept = portable(garment(Parts(), 0), has_lashes=True, smooth=False, has_gaps=False)
    return world(face)[kept.vertices]


def inventory() -> dict[str, list[str]]:
    kinds = ("objects", "meshes", "actions", "armatures", "shape_keys", "materials", "images")
    return {kind: sorted(item.name for item in getattr(bpy.data, kind)) for kind in kinds}


class Glb:
    """A .glb, read without Blender."""

    def __init__(self, path) -> None:
        content = path.read_bytes()
        length = struct.unpack("<I", content[12:16])[0]
        assert struct.unpack("<I", content[8:12])[0] == len(content)
        self.tree = json.loads(content[20 : 20 + length])
        self._bytes = content[28 + length :]

    def values(self, number: int) -> np.ndarray:
        found = self.tree["accessors"][number]
        view = self.tree["bufferViews"][found["bufferView"]]
        width = {"SCALAR": 1, "VEC3": 3, "VEC4": 4, "MAT4": 16}[found["type"]]
        kind = {5121: np.uint8, 5126: np.float32}[found["componentType"]]
        start = view.get("byteOffset", 0) + found.get("byteOffset", 0)
        values = np.frombuffer(self._bytes, kind, found["count"] * width, start)
        return values.reshape(-1, width)

    def last(self, node: int, path: str, default) -> np.ndarray:
        """What a node's property is at the end of the animation."""
        (animation,) = self.tree["animations"]
        for channel in animation["channels"]:
            if channel["target"] == {"node": node, "path": path}:
                return self.values(animation["samplers"][channel["sampler"]]["output"])[-1]
        return np.array(self.tree["nodes"][node].get(path, default), float)

    def last_weights(self, node: int, count: int) -> np.ndarray:
        """(count,) of the targets at the end of the animation."""
        (animation,) = self.tree["animations"]
        for channel in animation["channels"]:
            if channel["target"] == {"node": node, "path": "weights"}:
                output = animation["samplers"][channel["sampler"]]["output"]
                return self.values(output).reshape(-1, count)[-1]
        raise AssertionError("no weights are animated")

    def matrices(self, node: int) -> dict[int, np.ndarray]:
        """Node -> its place in the world at the end, for a node and all below."""
        found = {}

        def visit(number: int, above: np.ndarray) -> None:
            x, y, z, w = self.last(number, "rotation", (0, 0, 0, 1)).astype(float)
            turn = np.array(
                [
                    [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
                    [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
                    [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
                ]
            )
            matrix = np.eye(4)
            matrix[:3, :3] = turn * self.last(number, "scale", (1, 1, 1))
            matrix[:3, 3] = self.last(number, "translation", (0, 0, 0))
            found[number] = above @ matrix
            for child in self.tree["nodes"][number].get("children", ()):
                visit(child, found[number])

        visit(node, np.eye(4))
        return found


def test_gltf_has_joints_that_play_as_the_face_does(looking, scene, tmp_path):
    before = inventory()
    assert export(tmp_path / "face.glb") == {"FINISHED"}
    assert inventory() == before
    glb = Glb(tmp_path / "face.glb")
    tree = glb.tree
    (skin,) = tree["skins"]
    names = [tree["nodes"][joint]["name"] for joint in skin["joints"]]
    assert sorted(names) == sorted(JOINTS)
    for joint in skin["joints"]:
        # Eyes look along z, x is to the face's left.
        rotation = tree["nodes"][joint].get("rotation", (0, 0, 0, 1))
        np.testing.assert_allclose(rotation, (0, 0, 0, 1), atol=1e-6)
    roots = tree["scenes"][0]["nodes"]
    (drawn,) = [number for number, node in enumerate(tree["nodes"]) if "mesh" in node]
    assert drawn in roots
    (armature,) = [number for number in roots if number != drawn]
    at_end = glb.matrices(armature)
    inverse = glb.values(skin["inverseBindMatrices"]).reshape(-1, 4, 4).swapaxes(1, 2)
    joints = np.array([at_end[joint] for joint in skin["joints"]]) @ inverse
    (mesh,) = tree["meshes"]
    weights = glb.last_weights(drawn, len(mesh["extras"]["targetNames"]))
    scene.frame_set(scene.frame_end)
    live = live_places(looking)
    for part in mesh["primitives"]:
        attributes = part["attributes"]
        shown = glb.values(attributes["POSITION"]).astype(float)
        material = tree["materials"][part["material"]]["name"]
        for weight, target in zip(weights, part["targets"], strict=True):
            moves = glb.values(target["POSITION"])
            shown += weight * moves
            if material in ("Face Eyeball", "Face Iris", "Face Cornea"):
                assert np.abs(moves).max() < 1e-6
        share = glb.values(attributes["WEIGHTS_0"])
        matrices = np.einsum("nj,njxy->nxy", share, joints[glb.values(attributes["JOINTS_0"])])
        shown = np.einsum("nxy,ny->nx", matrices[:, :3, :3], shown) + matrices[:, :3, 3]
        shown = shown[:, [0, 2, 1]] * (1, -1, 1)
        for first in range(0, len(shown), 200):
            some = shown[first : first + 200]
            assert np.linalg.norm(some[:, None] - live, axis=2).min(axis=1).max() < NEAR


@pytest.mark.parametrize("suffix", ["fbx", "usdc"])
def test_other_files_bring_bones_back(looking, scene, tmp_path, suffix):
    scene.frame_set(FRAMES)
    live = live_places(looking)
    path = tmp_path / f"face.{suffix}"
    before = inventory()
    assert export(path) == {"FINISHED"}
    assert inventory() == before
    bpy.ops.wm.read_homefile(use_empty=True)
    bpy.context.scene.render.fps = 24
    if suffix == "fbx":
        bpy.ops.import_scene.fbx(filepath=str(path), anim_offset=0)
    else:
        bpy.ops.wm.usd_import(filepath=str(path))
    (armature,) = [obj for obj in bpy.data.objects if obj.type == "ARMATURE"]
    assert sorted(bone.name for bone in armature.data.bones) == sorted(JOINTS)
    (obj,) = [obj for obj in bpy.data.objects if obj.type == "MESH" and obj.data.shape_keys]
    for key in obj.data.shape_keys.key_blocks[1:]:
        key.slider_min, key.slider_max = -10, 10
    bpy.context.scene.frame_set(FRAMES)
    away = np.linalg.norm(world(obj) - live, axis=1)
    assert away.max() < NEAR


def test_the_jaw_turns_about_its_hinge_alone(looking, scene, tmp_path):
    """Or its bone would not be where the face's own jaw turns."""
    assert export(tmp_path / "face.glb") == {"FINISHED"}
    glb = Glb(tmp_path / "face.glb")
    nodes = glb.tree["nodes"]
    (jaw,) = [number for number, node in enumerate(nodes) if node.get("name") == "Jaw"]
    moved = glb.last(jaw, "translation", None) - nodes[jaw]["translation"]
    assert abs(moved[0]) > 1e-4
    np.testing.assert_allclose(moved[1:], 0, atol=1e-5)
    rotation = glb.last(jaw, "rotation", None)
    assert rotation[0] > 0.05
    np.testing.assert_allclose(rotation[1:3], 0, atol=1e-4)


def test_no_parent_holds_the_mesh_in_a_gltf_of_several_files(looking, scene, tmp_path):
    scene.frame_end = scene.frame_start + 1
    assert export(tmp_path / "face.gltf") == {"FINISHED"}
    tree = json.loads((tmp_path / "face.gltf").read_text(encoding="utf-8"))
    (drawn,) = [number for number, node in enumerate(tree["nodes"]) if "skin" in node]
    assert drawn in tree["scenes"][0]["nodes"]
    assert not any(drawn in node.get("children", ()) for node in tree["nodes"])


def test_a_face_with_an_armature_is_refused(looking, tmp_path):
    looking.modifiers.new("Armature", "ARMATURE")
    before = inventory()
    with pytest.raises(RuntimeError, match="has an armature already"):
        export(tmp_path / "face.glb")
    assert inventory() == before


def test_a_face_of_landmarks_alone_has_no_bones(face, scene, tmp_path):
    scene.frame_end = scene.frame_start
    assert export(tmp_path / "face.glb") == {"FINISHED"}
    assert "skins" not in Glb(tmp_path / "face.glb").tree

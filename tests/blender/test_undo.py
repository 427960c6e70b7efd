"""Every button that changes the scene is undone and done again in one step each."""

import bpy
import numpy as np
import pytest
from blendshape_face.data.bundled import MEDIAPIPE, path_of
from blendshape_face.data.expressions import bundled_expressions
from blendshape_face.data.person.files import write_person
from blendshape_face.data.person.person import Person
from blendshape_face.face import mesh as face_mesh

from tests.blender.baking import to_shape_keys
from tests.blender.meshes import SIX, add_character


def state():
    """Whatever of the scene can be compared: what there is, what it shows, what it plays."""
    bpy.context.view_layer.update()
    depsgraph = bpy.context.evaluated_depsgraph_get()
    found = {"blocks": sorted(repr(data) for data in bpy.data.user_map() if kept(data))}
    for obj in bpy.context.scene.objects:
        found[obj.name, "where"] = [tuple(row) for row in obj.matrix_world]
        found[obj.name, "modifiers"] = [modifier.name for modifier in obj.modifiers]
        if obj.type == "MESH":
            found[obj.name, "shape"] = shape(obj.evaluated_get(depsgraph).data)
            found[obj.name, "values"] = values(obj.data)
    for action in bpy.data.actions:
        found[action.name] = tuple(action.frame_range)
    return found


def kept(data):
    """Not what Blender keeps for itself, nor what has no user and goes with the file."""
    return data.users and not isinstance(data, (bpy.types.Screen, bpy.types.WindowManager))


def shape(mesh):
    flat = np.empty(3 * len(mesh.vertices), np.float32)
    mesh.vertices.foreach_get("co", flat)
    return flat.round(5).tobytes()


def values(mesh):
    blocks = mesh.shape_keys.key_blocks if mesh.shape_keys else ()
    channels = mesh.blendshape_face.channels
    return [(each.name, each.value) for each in (*channels, *blocks)]


def call(name, **options):
    return lambda _folder, _take: getattr(bpy.ops.blendshape_face, name)(**options)


def load_person(folder, _take):
    write_person(folder / "ada.toml", Person("Ada", np.full(25, 0.5)))
    return bpy.ops.blendshape_face.load_person(filepath=str(folder / "ada.toml"))


def load_model(_folder, _take):
    return bpy.ops.blendshape_face.load_model(filepath=str(path_of(MEDIAPIPE)))


def show_expression(_folder, _take):
    group, expressions = next(iter(bundled_expressions().items()))
    return bpy.ops.blendshape_face.expression(group=group, name=expressions[0].name)


def import_take(_folder, take):
    return bpy.ops.blendshape_face.import_take(filepath=str(take))


def bake_again(folder, take):
    import_take(folder, take)
    bpy.context.object.data.blendshape_face.take.mirror = True
    return bpy.ops.blendshape_face.bake_again()


def import_folder(folder, take):
    (folder / "take.csv").write_bytes(take.read_bytes())
    return bpy.ops.blendshape_face.import_folder(directory=str(folder))


def to_live(_folder, _take):
    to_shape_keys()
    return bpy.ops.blendshape_face.to_live()


def map_keys(_folder, _take):
    add_character(SIX)
    return bpy.ops.blendshape_face.map_keys()


BUTTONS = {
    "add": call("add"),
    "load_model": load_model,
    "reset": call("reset"),
    "mend": call("mend"),
    "part": call("part", part="HEAD"),
    "look": call("look", look="CLAY"),
    "heat_map": call("heat_map"),
    "muscles": call("muscles"),
    "store_reference": call("store_reference"),
    "studio": call("studio"),
    "expression": show_expression,
    "random_expression": call("random_expression"),
    "mirror_expression": call("mirror_expression"),
    "exercise": call("exercise"),
    "key_channels": call("key_channels"),
    "key_dot": call("key_dot", channel="Yaw"),
    "random_person": call("random_person", seed=3),
    "mirror_person": call("mirror_person"),
    "reset_person": call("reset_person"),
    "load_person": load_person,
    "import_take": import_take,
    "bake_again": bake_again,
    "import_folder": import_folder,
    "to_shape_keys": call("to_shape_keys"),
    "to_live": to_live,
    "to_one_mesh": call("to_one_mesh"),
    "map_keys": map_keys,
}


@pytest.mark.parametrize("button", BUTTONS)
def test_a_button_is_undone_and_done_again(whole_face, scene, sample_take, tmp_path, button):
    channels = whole_face.data.blendshape_face.channels
    channels["jawOpen"].value = 0.5
    channels["mouthSmileLeft"].value = 0.25
    bpy.ops.ed.undo_push(message="before")
    before = state()
    assert BUTTONS[button](tmp_path, sample_take) == {"FINISHED"}
    bpy.ops.ed.undo_push(message="after")
    after = state()
    bpy.ops.ed.undo()
    assert_same(state(), before)
    bpy.ops.ed.redo()
    assert_same(state(), after)
    bpy.ops.ed.undo()
    assert_same(state(), before)
    # Sliders still move what is there now.
    face = bpy.data.objects["Face"]
    moved = shape(face.data)
    face.data.blendshape_face.channels["jawOpen"].value = 0.75
    assert shape(face.data) != moved
    assert face_mesh.problem(face.data) == ""


def assert_same(found, wanted):
    assert list(found) == list(wanted)
    for key, value in wanted.items():
        assert found[key] == value, key

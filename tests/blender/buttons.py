"""How each operator that changes a scene is pressed, and on what: the table of test_undo.py.

`ready` makes what an operator needs, before the step that undo goes back to; `press` presses it.
Both get a Bench. Names without a dot are those after `bpy.ops.blendshape_face.`.
"""

import json
import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import bpy
import numpy as np
from blendshape_face.data import expressions
from blendshape_face.data.bundled import ARKIT, MEDIAPIPE, bundled, path_of
from blendshape_face.data.person.files import write_person
from blendshape_face.data.person.person import Person
from blendshape_face.face.objects import new_face
from blendshape_face.live import recordings, session
from blendshape_face.operators import key_button

from tests.blender.meshes import SIX, add_character, choose
from tests.unit import mesh_files
from tools.live_packets import json_line

LIVE = "live"
BAKED = "shape keys"
BOTH = (LIVE, BAKED)


class Bench(NamedTuple):
    """What a test works with. face: active and selected. recording: a short one."""

    folder: Path
    face: bpy.types.Object
    recording: Path
    patch: Callable[[object, str, object], None]
    """Puts something in place of a module's own until the test is over."""


class Button(NamedTuple):
    """One row of the table. faces: kinds that it is pressed on."""

    press: Callable[[Bench], object]
    ready: Callable[[Bench], object] = lambda _bench: None
    faces: tuple[str, ...] = BOTH


def press(name: str, /, **options: object) -> set[str]:
    """As a user does: with a step to undo, where the operator makes one."""
    return getattr(bpy.ops.blendshape_face, name)("EXEC_DEFAULT", True, **options)


def plain(name: str, /, **options: object) -> Callable[[Bench], set[str]]:
    return lambda _bench: press(name, **options)


def channels(bench: Bench) -> bpy.types.bpy_prop_collection:
    return bench.face.data.blendshape_face.channels


# What there is before


def keyed(bench: Bench) -> None:
    """By hand: no groups, nothing selected but the keys."""
    keys = bench.face.data.shape_keys
    moved = keys.key_blocks if keys else channels(bench)
    for name in ("jawOpen", "mouthSmileLeft"):
        for frame, value in ((1, 0.0), (9, 0.75)):
            moved[name].value = value
            moved[name].keyframe_insert("value", frame=frame)
    bpy.context.scene.frame_set(5)


def taken(bench: Bench) -> None:
    press("import_take", filepath=str(bench.recording))


def edited(bench: Bench) -> None:
    taken(bench)
    bench.face.data.blendshape_face.take.mirror = True


def random_person(_bench: Bench) -> None:
    press("random_person", seed=3)


def torn(bench: Bench) -> None:
    bench.face.data.vertices.add(1)


def character(_bench: Bench) -> bpy.types.Object:
    return add_character(SIX)


def linked(bench: Bench) -> None:
    character(bench)
    press("map_keys")


def rig_file(bench: Bench) -> None:
    linked(bench)
    press("save_rig", filepath=str(bench.folder / "hero.toml"))
    bpy.context.object.data.blendshape_face.rig.links.clear()


def beside_face(bench: Bench) -> None:
    """A character that is to have the face's animation."""
    keyed(bench)
    character(bench)
    bench.face.select_set(True)


def over_monkey(bench: Bench) -> None:
    bpy.ops.mesh.primitive_monkey_add(size=0.177, location=(0, -0.0154, -0.0015))
    bench.face.select_set(True)


def other_face(bench: Bench) -> None:
    choose(new_face(bpy.context, bundled(ARKIT)))


def with_meshes(bench: Bench) -> None:
    """A recording that holds measured meshes is keyed."""
    path = bench.folder / "clip.landmarks.npz"
    shares, times = mesh_files.shares(), mesh_files.times()
    np.savez(path, landmarks=shares, times=times, size=mesh_files.SIZE)
    press("import_take", filepath=str(path), mesh_neutral="model")


def measured(bench: Bench) -> None:
    with_meshes(bench)
    press("show_measured")


def formerly_dressed(bench: Bench) -> None:
    for name in ("Face: Mouth", "Face: Head", "Face: Eyes"):
        group = bpy.data.node_groups.new("Former", "GeometryNodeTree")
        bench.face.modifiers.new(name, "NODES").node_group = group


def stream(bench: Bench) -> None:
    live = bpy.context.scene.blendshape_face_live
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        live.port = probe.getsockname()[1]
    live.countdown = 0
    bench.patch(recordings, "file_for_now", lambda: bench.folder / "live.csv")
    press("start_live")


def frames_came(bench: Bench) -> None:
    stream(bench)
    send(0.25)


def send(value: float) -> None:
    """A packet arrives and is played; a busy machine may lose some."""
    receiver = session.current().receiver
    before = receiver.newest
    end = time.monotonic() + 10
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        while receiver.newest is before:
            assert time.monotonic() < end, receiver.status()
            sender.sendto(json_line({"jawOpen": value}), ("127.0.0.1", receiver.port))
            time.sleep(0.05)
    session._tick()


# How it is pressed


def load_person(bench: Bench) -> set[str]:
    path = bench.folder / "ada.toml"
    write_person(path, Person("Ada", np.full(25, 0.5)))
    return press("load_person", filepath=str(path))


def likeness(bench: Bench) -> set[str]:
    path = bench.folder / "ada.csv"
    path.write_bytes(mesh_files.detectorv2(mesh_files.pixels()))
    return press("likeness", filepath=str(path))


def photo_skin(bench: Bench) -> set[str]:
    path = bench.folder / "photo.png"
    image = bpy.data.images.new("Photo", 64, 64)
    image.filepath_raw, image.file_format = str(path), "PNG"
    image.save()
    bpy.data.images.remove(image)
    rest = bundled(ARKIT).blender_basis().rest
    places = (rest - rest.min(axis=0)) / np.ptp(rest, axis=0)
    points = [{"x": float(x), "y": float(1 - z), "z": 0.0} for x, _y, z in places]
    path.with_suffix(".json").write_text(json.dumps({"face_landmarks": [points]}))
    return press("photo_skin", filepath=str(path))


def import_folder(bench: Bench) -> set[str]:
    (bench.folder / "take.csv").write_bytes(bench.recording.read_bytes())
    return press("import_folder", directory=str(bench.folder))


def paste(bench: Bench) -> set[str]:
    # Without a window there is no clipboard.
    bench.patch(expressions, "from_text", lambda _text: {"mouthPucker": 0.5})
    return press("paste_expression")


def key_button_over(bench: Bench, **options: object) -> set[str]:
    # Nor is a mouse over a slider.
    bench.patch(key_button, "_hovered", lambda _context: channels(bench)["jawOpen"])
    return press("key_button", **options)


def keying_set(name: str) -> Callable[[Bench], object]:
    def insert(_bench: Bench) -> object:
        window = bpy.context.window_manager.windows[0]
        area = next(area for area in window.screen.areas if area.type == "VIEW_3D")
        with bpy.context.temp_override(window=window, area=area):
            done = bpy.ops.anim.keyframe_insert_by_name(type=name)
        # Blender crashes where it is to make this step itself, without a window.
        bpy.ops.ed.undo_push(message="keyed")
        return done

    return insert


def stop_live(_bench: Bench) -> set[str]:
    send(0.75)
    return press("stop_live")


def end_recording(_bench: Bench) -> set[str]:
    bpy.ops.blendshape_face.record_live()
    for value in (0.25, 0.5, 0.75):
        send(value)
    return press("end_live_recording")


BUTTONS: Mapping[str, Button] = {
    "add": Button(plain("add")),
    "load_model": Button(plain("load_model", filepath=str(path_of(MEDIAPIPE))), faces=(LIVE,)),
    "import_take": Button(lambda bench: press("import_take", filepath=str(bench.recording))),
    "import_folder": Button(import_folder),
    "bake_again": Button(plain("bake_again"), edited),
    "mark_take": Button(plain("mark_take"), taken),
    "start_live": Button(plain("start_live")),
    "expression": Button(plain("expression", group="Emotions", name="surprise")),
    "blend_expression": Button(
        plain("blend_expression", group="Emotions", name="surprise", amount=0.5)
    ),
    "paste_expression": Button(paste),
    "mirror_expression": Button(plain("mirror_expression")),
    "random_expression": Button(plain("random_expression", seed=3)),
    "exercise": Button(plain("exercise")),
    "key_channels": Button(plain("key_channels")),
    "key_dot": Button(plain("key_dot", channel="Yaw"), faces=(LIVE,)),
    "key_button": Button(key_button_over, faces=(LIVE,)),
    "group_curves": Button(plain("group_curves"), keyed),
    "BLENDSHAPE_FACE_KSI_all": Button(keying_set("BLENDSHAPE_FACE_KSI_all")),
    "BLENDSHAPE_FACE_KSI_head": Button(keying_set("BLENDSHAPE_FACE_KSI_head")),
    "drag_handle": Button(plain("drag_handle", handle="JAW", offset=(0.0, -0.02))),
    "show_channel": Button(plain("show_channel", names="jawOpen"), keyed),
    "reset": Button(plain("reset")),
    "mend": Button(plain("mend"), torn, faces=(LIVE,)),
    "look": Button(plain("look", look="CLAY")),
    "dress": Button(plain("dress")),
    "dress_anew": Button(plain("dress_anew"), formerly_dressed),
    "part": Button(plain("part", part="HEAD")),
    "photo_skin": Button(photo_skin),
    "random_person": Button(plain("random_person", seed=3, tone=True), faces=(LIVE,)),
    "mirror_person": Button(plain("mirror_person"), random_person, faces=(LIVE,)),
    "reset_person": Button(plain("reset_person"), random_person, faces=(LIVE,)),
    "load_person": Button(load_person, faces=(LIVE,)),
    "likeness": Button(likeness, faces=(LIVE,)),
    "pick": Button(plain("pick", name="Face"), other_face),
    "to_shape_keys": Button(plain("to_shape_keys"), keyed, faces=(LIVE,)),
    "to_live": Button(plain("to_live"), keyed, faces=(BAKED,)),
    "to_one_mesh": Button(plain("to_one_mesh"), plain("dress")),
    "map_keys": Button(plain("map_keys"), character, faces=(LIVE,)),
    "load_rig": Button(
        lambda bench: press("load_rig", filepath=str(bench.folder / "hero.toml")),
        rig_file,
        faces=(LIVE,),
    ),
    "add_link": Button(plain("add_link"), character, faces=(LIVE,)),
    "remove_link": Button(plain("remove_link"), linked, faces=(LIVE,)),
    "heat_map": Button(plain("heat_map")),
    "store_reference": Button(plain("store_reference")),
    "remove_view": Button(plain("remove_view"), plain("heat_map")),
    "muscles": Button(plain("muscles")),
    "show_measured": Button(plain("show_measured"), with_meshes),
    "remove_measured": Button(plain("remove_measured"), measured),
    "transfer": Button(plain("transfer"), beside_face),
    "transfer_shapes": Button(plain("transfer_shapes", fit=True), over_monkey),
    "studio": Button(plain("studio")),
    "remove_studio": Button(plain("remove_studio"), plain("studio")),
    "stop_live": Button(stop_live, stream),
    "follow_live": Button(plain("follow_live")),
    "leave_live": Button(plain("leave_live"), stream),
    "calibrate_live": Button(plain("calibrate_live"), frames_came),
    "forget_live_neutral": Button(
        plain("forget_live_neutral"),
        lambda _bench: bpy.context.scene.blendshape_face_live.set_neutral({"jawOpen": 0.5}),
    ),
    "end_live_recording": Button(end_recording, stream),
}

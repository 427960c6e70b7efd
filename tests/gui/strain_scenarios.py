"""What strains a face in the window: renders while sliders move, two windows; inside Blender."""

import os
from pathlib import Path

import bpy
import numpy as np
from mathutils import Vector

from tests.gui import scene
from tools.window import sidebar
from tools.window.hand import DRAWN, Hand, Place, Steps

_SLIDER = "jawOpen"
_RECORDINGS = 200
"""Files of a folder that takes long to read."""
_ROWS = 400_000
"""Of a file that does."""
_FRAMES = int(os.environ.get("STRAIN_FRAMES", "24"))
"""Rendered while a slider is dragged."""
_STEP = 12
"""Frames from one key to the next."""
_SIZE = 96
"""Pixels across and down."""
_ALIKE = 0.05
"""Of 255: how far two pictures may be apart on average."""
_NEAR = 1e-6
"""Meters."""
_TWICE = Vector((2, 2, 2))


def slider_dragged_while_rendering(hand: Hand) -> Steps:
    """The interface is not locked: frames are those of the curves, whatever the mouse does."""
    render = _set_up(hand, "CYCLES")
    render.filepath = str(hand.folder / "calm_####.png")
    bpy.ops.render.render(animation=True)
    yield from sidebar.search(hand, "jaw open")
    place = yield from sidebar.slider(hand, _SLIDER)
    bpy.context.preferences.view.render_display_type = "NONE"
    render.use_lock_interface = False
    render.filepath = str(hand.folder / "strained_####.png")
    finished: list[int] = []
    bpy.app.handlers.render_complete.append(lambda *_: finished.append(1))
    with hand.over_viewport():
        bpy.ops.render.render("INVOKE_DEFAULT", animation=True)
    drags = 0
    moved = False
    while not finished:
        yield from hand.drag(place, Place(place.x + 60 - 120 * (drags % 2), place.y))
        drags += 1
        moved = moved or scene.channel(_SLIDER).value > 0.1
    assert drags > 1, "the render was over too soon"
    assert moved, "no slider moved meanwhile"
    yield 10 * DRAWN
    _check_shown()
    for frame in range(1, _FRAMES + 1):
        apart = np.abs(_picture(hand, "calm", frame) - _picture(hand, "strained", frame)).mean()
        assert apart < _ALIKE, (frame, apart)
    steps = np.abs(_picture(hand, "calm", 1) - _picture(hand, "calm", 1 + _STEP)).mean()
    assert steps > 4 * _ALIKE, f"frames cannot be told apart: {steps}"
    _check_frames((3, 9))


def scaled_and_applied(hand: Hand) -> Steps:
    """Twice as large by S, 2 and Enter, then Ctrl A > Scale: it stays so, on each frame."""
    scene.import_sample()
    face = scene.face()
    yield from hand.move(hand.middle(hand.region()))
    yield from hand.press("S")
    hand.event("TWO", "PRESS", unicode="2")
    hand.event("TWO", "RELEASE")
    yield DRAWN
    yield from hand.press("RET")
    yield from hand.picture("scaled")
    assert face.scale == _TWICE, face.scale
    yield from hand.press("A", ctrl=True)
    yield 5 * DRAWN
    yield from hand.press("S")
    yield 5 * DRAWN
    assert bpy.context.window_manager.operators[-1].bl_idname == "OBJECT_OT_transform_apply"
    yield from hand.picture("applied")
    assert face.scale == _TWICE, face.scale
    for key in ("RIGHT_ARROW", "LEFT_ARROW"):
        yield from hand.press(key)
        yield 5 * DRAWN
        _check_shown()
    # Over the moves through frames, which undo takes back together with what came before.
    yield from hand.press("Z", ctrl=True)
    yield from hand.press("Z", ctrl=True, shift=True)
    yield 5 * DRAWN
    assert scene.face().scale == _TWICE, scene.face().scale
    _check_shown()


def rendered_by_eevee(hand: Hand) -> Steps:
    """Frames of a live face are as those of the same one with shape keys, which Blender moves."""
    render = _set_up(hand, "BLENDER_EEVEE")
    bpy.context.scene.eevee.taa_render_samples = 1
    for name in ("live", "baked"):
        for frame in (1, 12, _FRAMES):
            bpy.context.scene.frame_set(frame)
            render.filepath = str(hand.folder / f"{name}_{frame:04d}.png")
            bpy.ops.render.render(write_still=True)
            yield DRAWN
        if name == "live":
            bpy.ops.blendshape_face.to_shape_keys()
    for frame in (1, 12, _FRAMES):
        apart = np.abs(_picture(hand, "live", frame) - _picture(hand, "baked", frame)).mean()
        assert apart < _ALIKE, (frame, apart)
    steps = np.abs(_picture(hand, "live", 1) - _picture(hand, "live", _FRAMES)).mean()
    assert steps > 4 * _ALIKE, f"frames cannot be told apart: {steps}"


def large_folder_stopped(hand: Hand) -> Steps:
    """Esc while it is read leaves all as it was; read to its end, it is one step to undo."""
    folder = hand.folder / "recordings"
    folder.mkdir(exist_ok=True)
    content = scene.SAMPLE.read_bytes()
    for number in range(_RECORDINGS):
        (folder / f"take_{number}.csv").write_bytes(content)
    yield from _stopped(hand, "import_folder", {"directory": str(folder)}, _RECORDINGS)


def large_file_stopped(hand: Hand) -> Steps:
    """The same with a single recording."""
    path = hand.folder / "long.csv"
    names = [channel.name for channel in scene.face().data.blendshape_face.channels][:20]
    row = ",".join(["0.25"] * len(names))
    with path.open("w") as file:
        file.write(f"frame,{','.join(names)}\n")
        file.writelines(f"{number},{row}\n" for number in range(_ROWS))
    yield from _stopped(hand, "import_take", {"filepath": str(path)}, 1)


def _stopped(hand: Hand, operator: str, given: dict[str, str], actions: int) -> Steps:
    """actions: how many there are when it is read to its end."""
    mesh = scene.face().data
    yield from _start(hand, operator, given)
    # At once: a picture may take as long as the reading.
    assert mesh.animation_data is None, "keyed before all is read"
    yield from hand.press("ESC")
    yield 20 * DRAWN
    assert mesh.animation_data is None, "keyed though it was stopped"
    assert not bpy.data.actions
    assert not mesh.blendshape_face.take.filepath
    yield from _start(hand, operator, given)
    yield from hand.picture("reading")
    yield from hand.until(lambda: len(bpy.data.actions) == actions, 120, "all are keyed")
    yield from hand.picture("keyed")
    yield from hand.move(hand.middle(hand.region()))
    yield from hand.press("Z", ctrl=True)
    yield from hand.until(lambda: not bpy.data.actions, 20, "one undo takes all back")
    assert scene.face().data.animation_data is None


def _start(hand: Hand, operator: str, given: dict[str, str]) -> Steps:
    with hand.over_viewport():
        done = getattr(bpy.ops.blendshape_face, operator)("EXEC_DEFAULT", **given)
    assert done == {"RUNNING_MODAL"}, done
    yield DRAWN


def two_windows(hand: Hand) -> Steps:
    """Another scene with a face of its own in a second window, closed while the first plays."""
    scene.import_sample()
    first = hand.window.scene
    with hand.over_viewport():
        bpy.ops.wm.window_new_main()
    yield 10 * DRAWN
    manager = bpy.context.window_manager
    second = next(window for window in manager.windows if window != hand.window)
    other = bpy.data.scenes.new("Other")
    second.scene = other
    area = next(area for area in second.screen.areas if area.type == "VIEW_3D")
    area.spaces.active.show_region_ui = True
    over_second = {"window": second, "area": area, "region": _region(area)}
    with bpy.context.temp_override(**over_second):
        bpy.ops.blendshape_face.add()
        scene.import_sample()
        bpy.ops.view3d.view_axis(type="FRONT")
        bpy.ops.view3d.view_selected()
    yield 10 * DRAWN
    next(region for region in area.regions if region.type == "UI").active_panel_category = "Face"
    assert (hand.window.scene, second.scene) == (first, other)
    assert [_faces(shown) for shown in (first, other)] == [["Face"], ["Face.001"]]
    with hand.over_viewport():
        bpy.ops.screen.animation_play()
    yield from hand.until(lambda: first.frame_current > 10, 60, "it plays")
    yield from hand.picture("two windows")
    with bpy.context.temp_override(**over_second):
        bpy.ops.wm.window_close()
    yield 10 * DRAWN
    assert len(manager.windows) == 1
    frame = first.frame_current
    yield from hand.until(lambda: first.frame_current != frame, 60, "it goes on")
    with hand.over_viewport():
        bpy.ops.screen.animation_cancel(restore_frame=False)
    yield 5 * DRAWN
    _check_frames((5, 40))
    hand.window.scene = other
    yield 5 * DRAWN
    _check_frames((7, 60))
    yield from hand.picture("the other scene")


def _faces(shown: bpy.types.Scene) -> list[str]:
    return [obj.name for obj in shown.objects if obj.type == "MESH"]


def _region(area: bpy.types.Area) -> bpy.types.Region:
    return next(region for region in area.regions if region.type == "WINDOW")


def _set_up(hand: Hand, engine: str) -> bpy.types.RenderSettings:
    """A small film of a face that opens its mouth and closes it."""
    for number, frame in enumerate(range(1, _FRAMES + 1, _STEP)):
        scene.channel(_SLIDER).value = number % 2
        scene.channel(_SLIDER).keyframe_insert("value", frame=frame)
    bpy.context.scene.frame_set(1)
    with hand.over_viewport():
        bpy.ops.blendshape_face.studio()
    shown = bpy.context.scene
    shown.frame_start = 1
    shown.frame_end = _FRAMES
    shown.render.engine = engine
    shown.cycles.samples = 32
    shown.cycles.use_denoising = False
    settings = shown.render.image_settings
    if hasattr(settings, "media_type"):
        settings.media_type = "IMAGE"
    settings.file_format = "PNG"
    shown.render.resolution_x = shown.render.resolution_y = _SIZE
    return shown.render


def _picture(hand: Hand, name: str, frame: int) -> np.ndarray:
    """(pixels,) 0 to 255."""
    path: Path = hand.folder / f"{name}_{frame:04d}.png"
    image = bpy.data.images.load(str(path))
    width, height = image.size
    flat = np.empty(width * height * image.channels, np.float32)
    image.pixels.foreach_get(flat)
    bpy.data.images.remove(image)
    return 255 * flat


def _check_frames(frames: tuple[int, ...]) -> None:
    """Whether each live face of the window's scene is where its curves put it."""
    shown = bpy.context.window_manager.windows[0].scene
    for frame in frames:
        shown.frame_set(frame)
        depsgraph = shown.view_layers[0].depsgraph
        for obj in shown.objects:
            if obj.type == "MESH" and obj.data.blendshape_face.channels:
                _check(obj, depsgraph, frame)


def _check(obj: bpy.types.Object, depsgraph: bpy.types.Depsgraph, frame: int) -> None:
    values = [c.value for c in obj.data.evaluated_get(depsgraph).blendshape_face.channels]
    mesh = obj.data
    assert isinstance(mesh, bpy.types.Mesh)
    _check_mesh(mesh, values, f"{obj.name} at frame {frame}")


def _check_shown() -> None:
    """Whether the face is where its sliders say."""
    mesh = scene.face().data
    assert isinstance(mesh, bpy.types.Mesh)
    values = [channel.value for channel in mesh.blendshape_face.channels]
    _check_mesh(mesh, values, "after the render")


def _check_mesh(mesh: bpy.types.Mesh, values: list[float], when: str) -> None:
    basis = scene.module("face.person").face_basis(mesh)
    found = np.empty(len(basis.rest) * 3, np.float32)
    mesh.attributes["position"].data.foreach_get("vector", found)
    apart = np.abs(found - basis.positions(np.array(values, np.float32)).ravel()).max()
    assert apart < _NEAR, (when, apart)

"""Takes one picture inside a Blender with a window, and quits.

NAME FILE.jpg HEAD.npz EXTENSION.zip
"""

# Blender's stubs leave open what an object's data is, and which space an area has.
# pyright: reportOptionalMemberAccess=false

import csv
import os
import socket
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

import bpy
import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT))

from tools.ict_head import add_head  # noqa: E402
from tools.sheets import cropped, joined, save_jpeg  # noqa: E402
from tools.window.hand import DRAWN, Hand, Place, Steps  # noqa: E402
from tools.window_pictures import newcomers  # noqa: E402
from tools.window_pictures.stage import (  # noqa: E402
    SAMPLE,
    add_face,
    begin,
    look_at,
    read_screen,
    read_shot,
    shot,
)

NAME, FILE, HEAD, ARCHIVE = sys.argv[sys.argv.index("--") + 1 :]
PORT = 11988
FRAMES = (60, 200, 262)
"""Of the bundled take, that differ."""
DARK = 0.1
"""At most so light is the ground of a dialog."""
GAP = 16
"""Pixels around each dialog in the picture of both."""
WIDE = 1190
"""Pixels from the right of the window: the face and the sidebar."""
_FOLDER = Path(tempfile.mkdtemp())


def slider(hand: Hand) -> Steps:
    yield from begin(hand, ("Expressions", "Brows"))
    face = add_face(hand)
    face.data.blendshape_face.channels["browInnerUp"].value = 0.3
    yield from look_at(hand, face)
    yield from shot(hand, "slider")
    save_jpeg(cropped(read_shot(hand, "slider"), right=WIDE), Path(FILE))


def handles(hand: Hand) -> Steps:
    """Two of them dragged: the gaze and a corner of the mouth."""
    yield from begin(hand, ("Eyes",))
    face = add_face(hand)
    bpy.context.window_manager.blendshape_face_search.handles = True
    with hand.over_viewport():
        bpy.ops.blendshape_face.drag_handle(handle="GAZE", offset=(0.02, 0.008))
        bpy.ops.blendshape_face.drag_handle(handle="CORNER_LEFT", offset=(0.002, 0.006))
    yield from look_at(hand, face)
    face.select_set(False)
    yield from shot(hand, "handles")
    save_jpeg(cropped(read_shot(hand, "handles"), right=WIDE), Path(FILE))


def workspace(hand: Hand) -> Steps:
    """The whole window, with a take."""
    yield from hand.press("ESC")  # the splash screen
    for obj in list(bpy.data.objects):
        bpy.data.objects.remove(obj)
    with hand.over_viewport():
        bpy.ops.blendshape_face.import_take(filepath=str(SAMPLE))
        bpy.ops.blendshape_face.workspace()
    bpy.context.scene.frame_set(FRAMES[1])
    yield 40 * DRAWN
    yield from shot(hand, "workspace")
    save_jpeg(read_screen(hand, "workspace"), Path(FILE))


def expressions(hand: Hand) -> Steps:
    yield from begin(hand, ("Expressions", "Brows", "Eyes"))
    face = add_face(hand)
    yield from look_at(hand, face)
    with hand.over_viewport():
        bpy.ops.blendshape_face.expression(group="Emotions", name="surprise")
        bpy.ops.blendshape_face.draw_portraits()
    yield from shot(hand, "expressions")
    save_jpeg(cropped(read_shot(hand, "expressions"), right=WIDE), Path(FILE))


def viewport(hand: Hand) -> Steps:
    yield from begin(hand, (), sidebar=False)
    with hand.over_viewport():
        bpy.ops.blendshape_face.import_take(filepath=str(SAMPLE))
    face = bpy.context.view_layer.objects.active
    yield from look_at(hand, face)
    pictures = []
    for frame in FRAMES:
        bpy.context.scene.frame_set(frame)
        yield from shot(hand, str(frame))
        pictures.append(cropped(read_shot(hand, str(frame)), middle=650))
    save_jpeg(joined(pictures), Path(FILE))


def dialog(hand: Hand) -> Steps:
    """Of a good file, and of one with a word where a number belongs."""
    yield from begin(hand, (), sidebar=False)
    broken = _FOLDER / "broken.csv"
    rows = list(csv.reader(SAMPLE.open()))
    rows[2][rows[0].index("jawOpen")] = "wide"
    with broken.open("w", newline="") as stream:
        csv.writer(stream).writerows(rows)
    pictures = []
    middle = hand.middle(hand.region())
    for path in (SAMPLE, broken):
        yield from hand.move(Place(middle.x, middle.y + 200))
        with hand.over_viewport():
            bpy.ops.blendshape_face.import_take("INVOKE_DEFAULT", filepath=str(path))
        yield from shot(hand, path.stem)
        pictures.append(_dialog_of(read_shot(hand, path.stem)))
        yield from hand.press("ESC")
        yield 5 * DRAWN
    height = max(len(picture) for picture in pictures) + 2 * GAP
    save_jpeg(joined([_on_white(picture, height) for picture in pictures]), Path(FILE))


def _dialog_of(pixels: np.ndarray) -> np.ndarray:
    """The part of a picture that is a dark dialog."""
    is_dark = (pixels[..., :3] < DARK).all(axis=-1)
    rows = np.flatnonzero(is_dark.sum(axis=1) > pixels.shape[1] // 8)
    columns = np.flatnonzero(is_dark.sum(axis=0) > len(rows) // 8)
    return pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _on_white(pixels: np.ndarray, height: int) -> np.ndarray:
    """A picture at the top of a white sheet of this height, with a gap around it."""
    width = pixels.shape[1]
    sheet = np.ones((height, width + 2 * GAP, pixels.shape[2]))
    top = height - GAP
    sheet[top - len(pixels) : top, GAP : GAP + width] = pixels
    return sheet


def live(hand: Hand) -> Steps:
    yield from begin(hand, ("Motion", "Live"))
    face = add_face(hand)
    yield from look_at(hand, face)
    bpy.context.scene.blendshape_face_live.protocol = "JSON"
    bpy.context.scene.blendshape_face_live.port = PORT
    with hand.over_viewport():
        bpy.ops.blendshape_face.start_live()
        bpy.ops.blendshape_face.record_live()
    is_over = threading.Event()
    threading.Thread(target=_send, args=(is_over,), daemon=True).start()
    yield 20  # until the panel's figures are those of a stream that goes on
    yield from shot(hand, "live")
    is_over.set()
    save_jpeg(cropped(read_shot(hand, "live"), right=WIDE), Path(FILE))


def _send(is_over: threading.Event) -> None:
    """A smile at 60 packets a second, however slowly the window is drawn."""
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    number = 0
    while not is_over.wait(1 / 60):
        time = f'"time": {number / 60}, "frame": {number}'
        channels = '"jawOpen": 0.25, "mouthSmileLeft": 0.3, "mouthSmileRight": 0.3'
        text = f'{{"v": 1, "source": "Ada", {time}, "channels": {{{channels}}}}}'
        sender.sendto(text.encode(), ("127.0.0.1", PORT))
        number += 1


def character(hand: Hand) -> Steps:
    yield from begin(hand, ("Rig",))
    head = add_head(Path(HEAD))
    bpy.context.view_layer.objects.active = head
    head.select_set(True)
    hand.area().spaces.active.shading.type = "SOLID"
    with hand.over_viewport():
        bpy.ops.blendshape_face.map_keys()
        bpy.ops.blendshape_face.import_take(filepath=str(SAMPLE))
    bpy.context.scene.frame_set(FRAMES[0])
    yield from look_at(hand, head)
    yield from shot(hand, "character")
    save_jpeg(cropped(read_shot(hand, "character"), right=WIDE), Path(FILE))


PICTURES: dict[str, Callable[[Hand], Steps]] = {
    function.__name__: function
    for function in (
        character,
        dialog,
        expressions,
        handles,
        live,
        slider,
        viewport,
        workspace,
    )
}


def _steps() -> Steps:
    hand = Hand(_FOLDER)
    if NAME in PICTURES:
        return PICTURES[NAME](hand)
    return newcomers.take(hand, Path(FILE), Path(ARCHIVE))


_STEPS = _steps()


def _go_on() -> float:
    """A timer of Blender's: returns when it wants to be called again."""
    try:
        return next(_STEPS)
    except StopIteration:
        print(f"Picture: {FILE}", flush=True)
    except Exception:
        traceback.print_exc()
    sys.stderr.flush()
    os._exit(0)  # without the question whether to save


bpy.app.timers.register(_go_on, first_interval=1, persistent=True)

"""Two newcomers' steps through the window, as mouse and keyboard go; runs inside Blender."""

# Blender's stubs leave open what an object's data is, and which space an area has.
# pyright: reportOptionalMemberAccess=false

import shutil
from collections.abc import Callable
from pathlib import Path

import bpy

from tools.sheets import save_jpeg
from tools.window import files, sidebar
from tools.window.hand import DRAWN, Hand, Place, Steps
from tools.window_pictures.stage import SAMPLE, open_panels, read_screen, shot

ACROSS = 800
"""Pixels of each picture."""
VIEWPORT = (1315, 1000)
SIGHTS = {"1_install": (1000, 640), "2_import": (1240, 660), "5_curve": (1600, 1000)}
"""Of a picture's name -> pixels from the left and from the top of the window, if not VIEWPORT."""
OPENED = 3.0
"""Seconds in which another window has opened."""
MENU = 19
"""Pixels from the upper right corner of the preferences to the middle of the menu there."""
MODEL = "mediapipe"
"""Of the recording."""
FRAME = 178
"""Of the recording, with its eyes open."""
SPEAKING = 289
"""Likewise, with its mouth open."""
SMALL = 25
"""Percent of the scene's size: its window leaves the studio in sight."""


def take(hand: Hand, path: Path, archive: Path) -> Steps:
    """The step that a picture is named for. archive: the extension's zip."""
    name = path.stem
    yield from hand.move(hand.middle(hand.region()))
    yield from hand.press("ESC")  # the splash screen
    yield from STEPS[name](hand)
    yield from shot(hand, name)
    across, down = SIGHTS.get(name, VIEWPORT)
    save_jpeg(read_screen(hand, name)[-down:, :across], path, ACROSS)
    if name == "1_install":
        yield from _install(hand, archive)


def _open_menu(hand: Hand) -> Steps:
    """Of Get Extensions, with its entry to install from disk under the cursor."""
    bpy.ops.screen.userpref_show()
    bpy.context.preferences.active_section = "EXTENSIONS"
    yield OPENED
    _go_to_newest_window(hand)
    region = hand.region("WINDOW", "PREFERENCES")
    corner = Place(region.x + region.width, region.y + region.height)
    yield from hand.click(Place(corner.x - MENU, corner.y - MENU))
    yield 10 * DRAWN
    yield from hand.press("UP_ARROW")


def _install(hand: Hand, archive: Path) -> Steps:
    """What the picture shows leads to the extension."""
    yield from hand.press("RET")
    yield from _choose(hand, archive)
    yield from hand.press("RET")
    yield from hand.until(lambda: hasattr(bpy.types, "BLENDSHAPE_FACE_PT_main"), 60, "its panel")


def _import(hand: Hand) -> Steps:
    yield from _begin(hand, ("Expressions", "Brows"))
    recording = hand.folder / "Recordings" / SAMPLE.name
    recording.parent.mkdir()
    shutil.copy(SAMPLE, recording)
    yield from hand.click((yield from sidebar.button(hand, "import_take")))
    yield from _choose(hand, recording)


def _model(hand: Hand) -> Steps:
    yield from _import(hand)
    yield from hand.press("RET")
    yield from hand.until(lambda: _face().data.animation_data, 60, "the recording is keyed")
    hand.look_again()
    yield OPENED


def _expressions(hand: Hand) -> Steps:
    yield from _begin(hand, ("Expressions",))
    yield from _play_recording(hand)
    bpy.context.window_manager.blendshape_face_search.handles = True
    with hand.over_viewport():
        bpy.ops.blendshape_face.draw_portraits()
    yield OPENED
    yield from hand.click((yield from sidebar.button(hand, "expression", "surprise")))
    yield from hand.move(Place(hand.region().x + 200, hand.region().y + 300))


def _curve(hand: Hand) -> Steps:
    """The workspace by Blender's search, the jaw's curve alone, and a key of it changed."""
    yield from _begin(hand, ("Expressions",))
    yield from _play_recording(hand, SPEAKING)
    yield from hand.move(hand.middle(hand.region()))
    yield from hand.press("F3")
    yield 10 * DRAWN
    yield from hand.type("face workspace")
    yield 10 * DRAWN
    yield from hand.press("RET")
    yield from hand.until(lambda: hand.window.workspace.name == "Face", 30, "the workspace")
    yield 2 * OPENED
    yield from sidebar.search(hand, "jaw open")
    yield from hand.click((yield from sidebar.button(hand, "show_channel")))
    place = yield from sidebar.slider(hand, "jawOpen")
    yield from hand.drag(place, Place(place.x + 30, place.y))
    yield from hand.move(place)
    yield 5 * DRAWN
    yield from hand.press("I")
    yield from hand.move(hand.middle(hand.region("WINDOW", "GRAPH_EDITOR")))
    yield from hand.press("H", shift=True)  # all but the selected curve
    yield OPENED


def _picture(hand: Hand) -> Steps:
    yield from _begin(hand, ("Output", "Studio and Render"))
    yield from _play_recording(hand)
    yield from hand.click((yield from sidebar.button(hand, "studio", "FINAL")))
    yield OPENED
    render = bpy.context.scene.render
    render.filepath = "//my_face.mp4"
    render.resolution_percentage = SMALL
    finished: list[int] = []
    bpy.app.handlers.render_complete.append(lambda scene, *_: finished.append(scene.frame_current))
    yield from hand.move(hand.middle(hand.region()))
    yield from hand.press("F12")
    yield from hand.until(lambda: finished, 240, "the render ends")


def _stimuli(hand: Hand) -> Steps:
    yield from _begin(hand, ("Stimulus Set",), tab="Face Research")


def _begin(hand: Hand, opened: tuple[str, ...], tab: str = "Face") -> Steps:
    """The cube deleted, a face added and looked at from the front, these panels open in its tab."""
    open_panels(opened)
    yield from hand.press("X")
    yield 10 * DRAWN
    yield from hand.press("RET")
    yield 10 * DRAWN
    yield from hand.press("A", shift=True)
    yield 10 * DRAWN
    yield from hand.type("blendshape")
    yield 10 * DRAWN
    yield from hand.press("RET")
    yield from hand.until(_face, 30, "there is a face")
    yield from hand.press("NUMPAD_1")
    yield from hand.press("NUMPAD_PERIOD")
    yield 10 * DRAWN
    yield from sidebar.open_tab(hand, tab)


def _play_recording(hand: Hand, frame: int = FRAME) -> Steps:
    """Imported, its model chosen by the button that the panel offers, and on a frame to look at."""
    bpy.ops.blendshape_face.import_take("EXEC_DEFAULT", filepath=str(SAMPLE))
    yield 10 * DRAWN
    yield from hand.click((yield from sidebar.button(hand, "load_model")))
    model = _face().data.blendshape_face
    yield from hand.until(lambda: MODEL in model.model.name, 30, "the model is switched")
    bpy.context.scene.frame_set(frame)
    yield 10 * DRAWN


def _face() -> bpy.types.Object | None:
    return bpy.data.objects.get("Face")


def _choose(hand: Hand, path: Path) -> Steps:
    """In the file browser that opens."""
    yield OPENED
    _go_to_newest_window(hand)
    area = hand.area("FILE_BROWSER")
    area.spaces.active.params.directory = bytes(path.parent)
    yield OPENED
    yield from files.find(hand, area, path)
    # Away from the file, whose tooltip would cover the list.
    yield from hand.move(hand.middle(hand.region("WINDOW", "FILE_BROWSER")))


def _go_to_newest_window(hand: Hand) -> None:
    hand.window = bpy.context.window_manager.windows[-1]


STEPS: dict[str, Callable[[Hand], Steps]] = {
    "1_install": _open_menu,
    "2_import": _import,
    "3_model": _model,
    "4_expressions": _expressions,
    "5_curve": _curve,
    "6_picture": _picture,
    "8_stimuli": _stimuli,
}
"""Of a picture's name -> what is done before it is taken."""

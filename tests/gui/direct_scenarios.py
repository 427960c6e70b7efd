"""What moves many channels or faces by one movement of the mouse; runs inside Blender."""

import bpy
from bpy_extras.view3d_utils import location_3d_to_region_2d
from mathutils import Vector

from tests.gui import scene
from tools.window import sidebar
from tools.window.hand import DRAWN, Hand, Place, Steps

_SLIDER = "jawOpen"


def handle_dragged(hand: Hand) -> Steps:
    """The circle at the chin, pulled down, opens the jaw."""
    yield from _drag_chin(hand)


def handle_of_shape_keys_dragged(hand: Hand) -> Steps:
    """The same on a face with shape keys."""
    bpy.ops.blendshape_face.to_shape_keys()
    bpy.ops.ed.undo_push(message="a face with shape keys")
    yield from _drag_chin(hand)


def _drag_chin(hand: Hand) -> Steps:
    bpy.context.window_manager.blendshape_face_search.handles = True
    yield 5 * DRAWN
    chin = _chin(hand)
    below = Place(chin.x, chin.y - 40)
    yield from hand.drag(chin, below)
    yield from hand.picture("dragged")
    assert scene.values(scene.face()).keys() == {_SLIDER}, scene.values(scene.face())
    went = chin.y - _chin(hand).y
    assert 20 < went < 60, f"the mouse went 40 pixels, the circle {went}"
    yield from _undo(hand)
    assert not scene.values(scene.face())


def expression_blended(hand: Hand) -> Steps:
    """The further to the right, the more of it; a click keeps it."""
    start = hand.middle(hand.region())
    yield from hand.move(start)
    with hand.over_viewport():
        bpy.ops.blendshape_face.blend_expression(
            "INVOKE_DEFAULT", group="Emotions", name="happiness"
        )
    yield from hand.move(Place(start.x + 150, start.y), steps=6)
    yield from hand.picture("blended")
    yield from hand.press("LEFTMOUSE")
    yield 5 * DRAWN
    assert scene.values(scene.face()), "nothing was blended in"
    yield from _undo(hand)
    assert not scene.values(scene.face())


def expression_searched(hand: Hand) -> Steps:
    """Blender's search knows expressions by their names, and presses them."""
    yield from hand.move(hand.middle(hand.region()))
    yield from hand.press("F3")
    yield 10 * DRAWN
    yield from hand.type("happiness")
    yield from hand.picture("found")
    yield from hand.press("RET")
    yield 5 * DRAWN
    assert scene.values(scene.face()).get("mouthSmileLeft", 0) > 0.2
    yield from _undo(hand)
    assert not scene.values(scene.face())


def slider_of_two_faces(hand: Hand) -> Steps:
    """With Alt held a slider moves all selected faces, and one undo takes that back."""
    bpy.ops.blendshape_face.add()
    is_face = scene.module("face.properties").is_face
    names = [obj.name for obj in bpy.context.view_layer.objects if is_face(obj)]
    assert len(names) == 2, names
    for name in names:
        bpy.data.objects[name].select_set(True)
    bpy.ops.ed.undo_push(message="two faces")
    yield from sidebar.search(hand, "jaw open")
    place = yield from sidebar.slider(hand, _SLIDER)
    hand.event("LEFT_ALT", "PRESS", alt=True)
    yield from hand.drag(place, Place(place.x + 80, place.y), alt=True)
    hand.event("LEFT_ALT", "RELEASE")
    yield from hand.picture("dragged")
    moved = [scene.values(bpy.data.objects[name]) for name in names]
    assert moved[0].keys() == {_SLIDER}, moved
    assert moved[0] == moved[1]
    yield from _undo(hand)
    assert not any(scene.values(bpy.data.objects[name]) for name in names)


def slider_of_linked_face_is_gray(hand: Hand) -> Steps:
    """Dragging it moves no value until the face is mended."""
    library = str(hand.folder / "library.blend")
    bpy.data.libraries.write(library, {scene.face()})
    bpy.data.objects.remove(scene.face())
    with bpy.data.libraries.load(library, link=True) as (_, wanted):
        wanted.objects = ["Face"]
    bpy.context.scene.collection.objects.link(wanted.objects[0])
    bpy.context.view_layer.objects.active = wanted.objects[0]
    bpy.ops.ed.undo_push(message="a linked face")
    yield 5 * DRAWN
    yield from _drag_slider(hand)
    assert bpy.context.object
    assert not scene.values(bpy.context.object)
    yield from hand.picture("gray")
    with hand.over_viewport():
        assert bpy.ops.blendshape_face.mend() == {"FINISHED"}
    yield 5 * DRAWN
    yield from _drag_slider(hand)
    assert bpy.context.object
    assert scene.values(bpy.context.object).keys() == {_SLIDER}
    yield from hand.picture("mended")


def _drag_slider(hand: Hand) -> Steps:
    yield from sidebar.search(hand, "jaw open")
    place = yield from sidebar.slider(hand, _SLIDER)
    yield from hand.drag(place, Place(place.x + 80, place.y))


def _undo(hand: Hand) -> Steps:
    yield from hand.move(hand.middle(hand.region()))
    yield from hand.press("Z", ctrl=True)
    yield 5 * DRAWN


def _chin(hand: Hand) -> Place:
    """Where its circle is on the screen."""
    handles = scene.module("face.handles")
    face = scene.face()
    axes = handles.axes_on(face.data, "JAW")
    place = face.matrix_world @ Vector(handles.place_of(handles.shown_on(face.data), "JAW", axes))
    region = hand.region()
    across, up = location_3d_to_region_2d(region, hand.area().spaces.active.region_3d, place)
    return Place(region.x + round(across), region.y + round(up))

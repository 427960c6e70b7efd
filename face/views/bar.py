"""The color bar: an object of geometry nodes that reads its range off the face as it is."""

import bpy
from mathutils import Vector

from ...blender.modifiers import get_input, modifier_with, set_input
from .bar_group import FACE, MARGIN, TITLE, WIDTH, bar_group

MODIFIER = "Face: Color Bar"

# In the camera's picture. All but _NEAR and _APART are shares of the picture's height or width.
_HEIGHT = 0.5
"""The strip's height, of the picture's height."""
_WIDEST = 0.27
"""The same, at most, of the picture's width."""
_EDGE = 0.025
"""The room left of it, of the picture's width."""
_APART = 0.85
"""From one bar to the next, in heights of the strip."""
_NEAR = 0.7
"""Of the way from camera to face: before the face, and in focus with it."""
_BEYOND_CLIPPING = 2
"""So many times as far as what the camera begins to show, at least."""

# Without a camera.
_BESIDE = Vector((-0.2, -0.05, 0.0))
"""Where the bar stands, seen from the face, in meters."""
_METERS = 0.12
"""How high it is."""
_UPRIGHT = (1.5708, 0, 0)
"""Radians: it faces the front, -y."""

_RAYS = ("shadow", "diffuse", "glossy", "transmission", "volume_scatter")


def add_bar(
    scene: bpy.types.Scene,
    face: bpy.types.Object,
    color_map: str,
    title: str,
) -> bpy.types.Object:
    """Put a bar for a face's view into the scene's camera's picture, or beside the face."""
    mesh = bpy.data.meshes.new("Color Bar")
    bar = bpy.data.objects.new("Color Bar", mesh)
    scene.collection.objects.link(bar)
    modifier = bar.modifiers.new(MODIFIER, "NODES")
    modifier.node_group = bar_group(color_map)
    set_input(modifier, FACE, face)
    set_input(modifier, TITLE, title)
    # It gives no light and no shadow to what it stands before.
    for ray in _RAYS:
        setattr(bar, f"visible_{ray}", False)
    _place(scene, bar, face)
    return bar


def place_bars(scene: bpy.types.Scene) -> None:
    """Bring the bars of a scene that has another camera now into its picture, or by the face."""
    bpy.context.view_layer.update()  # or a new camera is still at the origin
    for bar in _bars():
        is_there = scene.camera and bar.parent == scene.camera
        if is_there or bar.name not in scene.objects:
            continue
        face = _face_of(bar)
        if face:
            _place(scene, bar, face)


def bars_of(face: bpy.types.Object) -> list[bpy.types.Object]:
    """The bars that show a face's range; one in each scene, as a rule."""
    return [bar for bar in _bars() if _face_of(bar) == face]


def remove_bars(face: bpy.types.Object) -> None:
    """Remove a face's bars, and those that no face is left for."""
    meshes = set()
    for bar in _bars():
        shown = _face_of(bar)
        # Of a deleted face a bar's modifier keeps the object, which is in no collection.
        is_orphan = not shown or not shown.users_collection
        if is_orphan or shown == face:
            meshes.add(bar.data)
    for mesh in meshes:
        bpy.data.meshes.remove(mesh)  # and the objects with it


def _place(
    scene: bpy.types.Scene,
    bar: bpy.types.Object,
    face: bpy.types.Object,
) -> None:
    """Where the scene's camera sees the bar; beside the face without one."""
    if scene.camera:
        _place_in_picture(scene, bar, face)
        return
    bar.parent = None
    bar.location = face.matrix_world.translation + _BESIDE
    bar.rotation_euler = _UPRIGHT
    bar.scale = [_METERS] * 3


def _place_in_picture(
    scene: bpy.types.Scene,
    bar: bpy.types.Object,
    face: bpy.types.Object,
) -> None:
    """At the left of the picture, between camera and face, and the camera's child from now on."""
    camera = scene.camera
    from_camera = camera.matrix_world.inverted() @ face.matrix_world.translation
    distance = -from_camera.z  # a camera looks along its -z
    nearest = camera.data.clip_start * _BEYOND_CLIPPING
    depth = max(distance * _NEAR, nearest)
    low, high = _picture_at(scene, camera, depth)
    width = high.x - low.x
    height = high.y - low.y
    scale = min(height * _HEIGHT, width * _WIDEST)
    # Bars of other faces stand there already.
    others = sum(MODIFIER in child.modifiers for child in camera.children)
    left = WIDTH / 2 + MARGIN + _APART * others
    bar.parent = camera
    # Location and rotation count from the camera, whatever the bar's former place was.
    bar.matrix_parent_inverse.identity()
    bar.rotation_euler = (0, 0, 0)
    bar.location = (
        low.x + width * _EDGE + left * scale,
        (low.y + high.y) / 2,
        -depth,
    )
    bar.scale = [scale] * 3


def _picture_at(
    scene: bpy.types.Scene, camera: bpy.types.Object, depth: float
) -> tuple[Vector, Vector]:
    """The lower left and the upper right corner of what a camera sees at a depth, in its axes."""
    corners = camera.data.view_frame(scene=scene)
    if camera.data.type != "ORTHO":
        # They come at some depth of Blender's choice, and the picture grows with the depth.
        corners = [corner * (depth / -corner.z) for corner in corners]
    # The least and the largest of x, of y and of z.
    by_axis = list(zip(*corners, strict=True))
    low = Vector(map(min, by_axis))
    high = Vector(map(max, by_axis))
    return low, high


def _bars() -> list[bpy.types.Object]:
    """All bars of the file but those that are linked, which nothing here may change."""
    own = [obj for obj in bpy.data.objects if not obj.library]
    return [obj for obj in own if MODIFIER in obj.modifiers]


def _face_of(bar: bpy.types.Object) -> bpy.types.Object | None:
    modifier = modifier_with(bar, MODIFIER, FACE)
    return get_input(modifier, FACE) if modifier else None

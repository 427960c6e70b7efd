"""The color bar: an object of geometry nodes that reads its range off the face as it is."""

from typing import Any

import bpy
from mathutils import Vector

from ...blender.nodes import (
    Tree,
    finish,
    get_input,
    modifier_group,
    modifier_with,
    set_input,
    use_material,
)
from ...data.color_maps import COLOR_MAPS
from .color import COLORS, MAXIMUM, emission_material, mapped

MODIFIER, MATERIAL = "Face: Color Bar", "Face Color Bar"

# In heights of the strip, which stands upright about the origin and faces +z.
_WIDTH, _STEPS, _LABELS = 0.09, 256, 5
_TEXT, _LEFT, _CAPITAL = 0.08, 0.08, 0.7
_TITLE = 0.58
_ROUNDNESS = 4
"""Pieces of a letter's curve: letters are drawn anew whenever the face moves."""
_PLATE, _MARGIN = (-0.6, 0.7), 0.06
"""Lower and upper end of the plate behind it all; its room left and right."""
_BEHIND, _APART = -0.01, 0.85
_INK, _GROUND = (0.85, 0.85, 0.85, 1), (0.012, 0.012, 0.014, 1)

_HEIGHT, _WIDEST, _EDGE = 0.5, 0.27, 0.025
"""The strip's height, of the picture's height and at most of its width; the room left of it."""
_NEAR = 0.7
"""Of the way from camera to face: before the face, and in focus with it."""
_BESIDE = Vector((-0.2, -0.05, 0.0))
_METERS = 0.12
"""Without a camera: where the bar stands beside the face, and how high."""


def bar_group(color_map: str) -> bpy.types.NodeTree:
    title = f"Face Color Bar {color_map}"
    if group := bpy.data.node_groups.get((title, None)):
        return use_material(group, _material())
    chart = COLOR_MAPS[color_map]
    tree, given, sink = modifier_group(title, Face=("Object", {}))
    tree.tree.interface.new_socket("Title", in_out="INPUT", socket_type="NodeSocketString")
    face = tree.node("GeometryNodeObjectInfo", {"Object": given["Face"]}).outputs["Geometry"]
    maximum = tree.out(
        "GeometryNodeSampleIndex",
        {"Geometry": face, "Value": tree.attribute(MAXIMUM)},
        data_type="FLOAT",
    )
    strip = _grid(tree, _WIDTH, 1.0, _STEPS)
    height = tree.split(tree.out("GeometryNodeInputPosition"))[1]
    colors = mapped(tree, chart, tree.math("ADD", height, 0.5))
    strip = tree.store(strip, COLORS, colors, "FLOAT_COLOR")
    title_at = (-_WIDTH / 2, _TITLE, 0)
    texts = tree.join(
        *_labels(tree, maximum, chart.symmetric), _text(tree, given["Title"], title_at)
    )
    texts = tree.out("GeometryNodeRealizeInstances", {"Geometry": texts})
    texts = tree.store(texts, COLORS, _INK, "FLOAT_COLOR")
    plate = tree.store(_plate(tree, texts), COLORS, _GROUND, "FLOAT_COLOR")
    bar = tree.join(strip, plate, texts)
    inputs = {"Geometry": bar, "Material": _material()}
    return finish(tree, sink, tree.out("GeometryNodeSetMaterial", inputs))


def _labels(tree: Tree, maximum: bpy.types.NodeSocket, symmetric: bool) -> list:
    """Numbers beside the strip; a small range shows hundredths."""
    is_large = tree.compare(maximum, "GREATER_EQUAL", 10.0)
    decimals = tree.switch(is_large, 2, 1, "INT")
    labels = []
    for number in range(_LABELS):
        share = number / (_LABELS - 1)
        value = tree.math("MULTIPLY", maximum, 2 * share - 1 if symmetric else share)
        text = tree.out("FunctionNodeValueToString", {"Value": value, "Decimals": decimals})
        labels.append(_text(tree, text, (_LEFT, share - 0.5 - _TEXT * _CAPITAL / 2, 0)))
    return labels


def _text(tree: Tree, text: bpy.types.NodeSocket, place: tuple) -> bpy.types.NodeSocket:
    curves = tree.out("GeometryNodeStringToCurves", {"String": text, "Size": _TEXT})
    inputs = {0: curves, "Resolution": _ROUNDNESS}
    curves = tree.out("GeometryNodeSetSplineResolution", inputs)
    return _moved(tree, tree.out("GeometryNodeFillCurve", {"Curve": curves}), place)


def _plate(tree: Tree, texts: bpy.types.NodeSocket) -> bpy.types.NodeSocket:
    """A dark ground that reaches as far as the texts do."""
    box = tree.node("GeometryNodeBoundBox", {0: texts})
    left, right = -_WIDTH / 2 - _MARGIN, tree.split(box.outputs["Max"])[0]
    right = tree.math("ADD", right, _MARGIN)
    width = tree.math("SUBTRACT", right, left)
    middle = tree.math("MULTIPLY", tree.math("ADD", right, left), 0.5)
    low, high = _PLATE
    place = tree.combine(middle, (low + high) / 2, _BEHIND)
    return _moved(tree, _grid(tree, width, high - low), place)


def _grid(tree: Tree, width: Any, height: float, steps: int = 1) -> bpy.types.NodeSocket:
    inputs = {"Size X": width, "Size Y": height, "Vertices X": 2, "Vertices Y": steps + 1}
    return tree.out("GeometryNodeMeshGrid", inputs)


def _moved(tree: Tree, geometry: bpy.types.NodeSocket, place: Any) -> bpy.types.NodeSocket:
    inputs = {"Geometry": geometry, "Translation": place}
    return tree.out("GeometryNodeTransform", inputs)


def _material() -> bpy.types.Material:
    return bpy.data.materials.get((MATERIAL, None)) or emission_material(MATERIAL)[0]


def add_bar(
    scene: bpy.types.Scene, face: bpy.types.Object, color_map: str, title: str
) -> bpy.types.Object:
    """Put a bar for a face's view into the scene's camera's picture, or beside the face."""
    bar = bpy.data.objects.new("Color Bar", bpy.data.meshes.new("Color Bar"))
    scene.collection.objects.link(bar)
    modifier = bar.modifiers.new(MODIFIER, "NODES")
    modifier.node_group = bar_group(color_map)
    set_input(modifier, "Face", face)
    set_input(modifier, "Title", title)
    # It gives no light and no shadow to what it stands before.
    for ray in ("shadow", "diffuse", "glossy", "transmission", "volume_scatter"):
        setattr(bar, f"visible_{ray}", False)
    _place(scene, bar, face)
    return bar


def place_bars(scene: bpy.types.Scene) -> None:
    """Bring the bars of a scene that has another camera now into its picture, or by the face."""
    bpy.context.view_layer.update()
    for bar in _bars():
        there = scene.camera and bar.parent == scene.camera
        if not there and bar.name in scene.objects and (face := _face_of(bar)):
            _place(scene, bar, face)


def _place(scene: bpy.types.Scene, bar: bpy.types.Object, face: bpy.types.Object) -> None:
    if scene.camera:
        _into_picture(scene, bar, face)
        return
    bar.parent = None
    bar.location = face.matrix_world.translation + _BESIDE
    bar.rotation_euler = (1.5708, 0, 0)
    bar.scale = [_METERS] * 3


def _into_picture(scene: bpy.types.Scene, bar: bpy.types.Object, face: bpy.types.Object) -> None:
    camera = scene.camera
    corners = camera.data.view_frame(scene=scene)
    away = camera.matrix_world.inverted() @ face.matrix_world.translation
    depth = max(-away.z * _NEAR, camera.data.clip_start * 2)
    if camera.data.type != "ORTHO":
        corners = [corner * (depth / -corner.z) for corner in corners]
    low = Vector(map(min, zip(*corners, strict=True)))
    high = Vector(map(max, zip(*corners, strict=True)))
    scale = min((high.y - low.y) * _HEIGHT, (high.x - low.x) * _WIDEST)
    # Bars of other faces stand there already.
    others = sum(MODIFIER in child.modifiers for child in camera.children)
    left = _WIDTH / 2 + _MARGIN + _APART * others
    bar.parent, bar.rotation_euler = camera, (0, 0, 0)
    bar.matrix_parent_inverse.identity()
    bar.location = (
        low.x + (high.x - low.x) * _EDGE + left * scale,
        (low.y + high.y) / 2,
        -depth,
    )
    bar.scale = [scale] * 3


def bars_of(face: bpy.types.Object) -> list[bpy.types.Object]:
    return [bar for bar in _bars() if _face_of(bar) == face]


def remove_bars(face: bpy.types.Object) -> None:
    """Remove a face's bars, and those that no face is left for."""
    # Of a deleted face a bar's modifier keeps the object, which is in no collection.
    gone = [bar for bar in _bars() if not (of := _face_of(bar)) or not of.users_collection]
    for mesh in {bar.data for bar in (*bars_of(face), *gone)}:
        bpy.data.meshes.remove(mesh)  # and the objects with it


def _bars() -> list[bpy.types.Object]:
    return [obj for obj in bpy.data.objects if MODIFIER in obj.modifiers and not obj.library]


def _face_of(bar: bpy.types.Object) -> bpy.types.Object | None:
    modifier = modifier_with(bar, MODIFIER, "Face")
    return get_input(modifier, "Face") if modifier else None

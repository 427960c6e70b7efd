"""Materials of the face and the node group that tells the eye material where the eye looks."""

import bpy

from .data.topology import IRISES

GAZE_GROUP = "Face Gaze"
GAZE = "gaze"
"""Point attribute (x, z, 2): offset from the nearer iris centre in iris radii. The eye material
draws the iris by it on whatever lies between the lids; where it is missing the eye stays white.
"""
BROW = "brow"
"""Point attribute, 1 on the brows: the skin material darkens there with a soft edge."""

IRIS_RADIUS = 0.0059
"""Metres; a human iris is 11.7 mm across."""

SLOTS = ("Face Skin", "Face Lips", "Face Eyes", "Face Irises", "Face Mouth")
_SLOT_OF_PART = (0, 1, 2, 2, 4, 3, 3)
"""Material slot of each of topology.PARTS."""

_SKIN, _LIPS, _BROWS = (0.72, 0.42, 0.30), (0.58, 0.20, 0.17), (0.09, 0.045, 0.025)
_WHITE, _IRIS, _LIMBUS = (0.76, 0.72, 0.70), (0.10, 0.22, 0.30), (0.02, 0.04, 0.06)
_MOUTH, _BLACK = (0.045, 0.008, 0.010), (0.004, 0.004, 0.004)


def slot_of_part(part: int) -> int:
    return _SLOT_OF_PART[part]


def face_materials() -> list[bpy.types.Material]:
    """One material a slot; faces share them, and a user's changes to them are kept."""
    makers = (_skin, _lips, _eyes, _irises, _mouth)
    return [
        bpy.data.materials.get(name) or make(name) for name, make in zip(SLOTS, makers, strict=True)
    ]


def _material(
    name: str, colour: tuple[float, float, float], roughness: float
) -> tuple[bpy.types.Material, bpy.types.Node]:
    material = bpy.data.materials.new(name)
    if material.node_tree is None:  # Blender 4: nodes are a choice
        material.use_nodes = True
    material.diffuse_color = (*(c**0.75 for c in colour), 1)
    material.roughness = roughness
    shader = material.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (*colour, 1)
    shader.inputs["Roughness"].default_value = roughness
    return material, shader


def _skin(name: str) -> bpy.types.Material:
    material, shader = _material(name, _SKIN, 0.48)
    nodes, link = material.node_tree.nodes, material.node_tree.links.new
    brow = nodes.new("ShaderNodeAttribute")
    brow.attribute_name = BROW
    ramp = nodes.new("ShaderNodeValToRGB")
    ramp.color_ramp.elements[0].position, ramp.color_ramp.elements[0].color = 0.60, (*_SKIN, 1)
    ramp.color_ramp.elements[1].position, ramp.color_ramp.elements[1].color = 0.90, (*_BROWS, 1)
    link(brow.outputs["Fac"], ramp.inputs["Fac"])
    link(ramp.outputs["Color"], shader.inputs["Base Color"])
    brow.location, ramp.location = (-600, 200), (-350, 200)
    return material


def _lips(name: str) -> bpy.types.Material:
    return _material(name, _LIPS, 0.34)[0]


def _mouth(name: str) -> bpy.types.Material:
    return _material(name, _MOUTH, 0.8)[0]


def _eyes(name: str) -> bpy.types.Material:
    return _eye_material(name, _WHITE)


def _irises(name: str) -> bpy.types.Material:
    return _eye_material(name, _IRIS)


def _eye_material(name: str, viewport_colour: tuple[float, float, float]) -> bpy.types.Material:
    """White, iris, pupil and a glint, drawn by the distance from the iris centre."""
    # The glint below stands for the cornea's: a lamp mirrored in the flat eye would hide the pupil.
    material, shader = _material(name, _WHITE, 0.35)
    shader.inputs["Specular IOR Level"].default_value = 0.1
    material.diffuse_color = (*viewport_colour, 1)
    nodes, link = material.node_tree.nodes, material.node_tree.links.new
    gaze = nodes.new("ShaderNodeAttribute")
    gaze.attribute_name = GAZE

    def within(point: tuple[float, float, float], location: tuple[float, float]) -> bpy.types.Node:
        distance = nodes.new("ShaderNodeVectorMath")
        distance.operation = "DISTANCE"
        distance.inputs[1].default_value = point
        distance.location = location
        link(gaze.outputs["Vector"], distance.inputs[0])
        return distance

    half = nodes.new("ShaderNodeMath")
    half.operation = "MULTIPLY"
    half.inputs[1].default_value = 0.5
    ramp = nodes.new("ShaderNodeValToRGB")
    stops = ((0.18, _BLACK), (0.21, _IRIS), (0.40, _IRIS), (0.48, _LIMBUS), (0.53, _WHITE))
    elements = ramp.color_ramp.elements
    for _ in range(len(stops) - len(elements)):
        elements.new(0.5)
    for element, (position, colour) in zip(elements, stops, strict=True):
        element.position, element.color = position, (*colour, 1)
    link(within((0, 0, 2), (-900, 250)).outputs["Value"], half.inputs[0])
    link(half.outputs["Value"], ramp.inputs["Fac"])
    link(ramp.outputs["Color"], shader.inputs["Base Color"])

    glint = nodes.new("ShaderNodeMapRange")
    glint.inputs["From Min"].default_value, glint.inputs["From Max"].default_value = 0.20, 0.12
    link(within((-0.3, 0.38, 2), (-900, -50)).outputs["Value"], glint.inputs["Value"])
    shader.inputs["Emission Color"].default_value = (1, 1, 1, 1)
    link(glint.outputs["Result"], shader.inputs["Emission Strength"])
    for node, location in (
        (gaze, (-1150, 100)),
        (half, (-700, 250)),
        (ramp, (-500, 250)),
        (glint, (-500, -50)),
    ):
        node.location = location
    return material


def gaze_group() -> bpy.types.NodeTree:
    """Geometry nodes that store GAZE on every vertex; no Python runs when the eyes move."""
    if group := bpy.data.node_groups.get(GAZE_GROUP):
        return group
    group = bpy.data.node_groups.new(GAZE_GROUP, "GeometryNodeTree")
    group.is_modifier = True
    group.interface.new_socket("Geometry", in_out="INPUT", socket_type="NodeSocketGeometry")
    radius = group.interface.new_socket(
        "Iris Radius", in_out="INPUT", socket_type="NodeSocketFloat"
    )
    radius.subtype, radius.default_value = "DISTANCE", IRIS_RADIUS
    radius.min_value, radius.max_value = 0.001, 0.02
    group.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    link = group.links.new

    def node(kind: str, x: float, y: float = 0, **settings: object) -> bpy.types.Node:
        made = group.nodes.new(kind)
        made.location = (x, y)
        for name, value in settings.items():
            setattr(made, name, value)
        return made

    source, sink = node("NodeGroupInput", -1100), node("NodeGroupOutput", 500)
    position = node("GeometryNodeInputPosition", -1100, -250)
    centres = {}
    for y, (name, index) in zip((-100, -350), IRISES.items(), strict=True):
        sample = node("GeometryNodeSampleIndex", -800, y, data_type="FLOAT_VECTOR", domain="POINT")
        sample.inputs["Index"].default_value = index
        link(source.outputs["Geometry"], sample.inputs["Geometry"])
        link(position.outputs["Position"], sample.inputs["Value"])
        centres[name] = sample.outputs["Value"]
    here = node("ShaderNodeSeparateXYZ", -800, -600)
    link(position.outputs["Position"], here.inputs["Vector"])
    is_left = node("FunctionNodeCompare", -600, -600, data_type="FLOAT", operation="GREATER_THAN")
    link(here.outputs["X"], is_left.inputs["A"])
    centre = node("GeometryNodeSwitch", -400, -300, input_type="VECTOR")
    link(is_left.outputs["Result"], centre.inputs["Switch"])
    link(centres["iris.R"], centre.inputs["False"])
    link(centres["iris.L"], centre.inputs["True"])
    offset = node("ShaderNodeVectorMath", -200, -300, operation="SUBTRACT")
    link(position.outputs["Position"], offset.inputs[0])
    link(centre.outputs["Output"], offset.inputs[1])
    in_radii = node("ShaderNodeVectorMath", 0, -300, operation="DIVIDE")
    link(offset.outputs["Vector"], in_radii.inputs[0])
    link(source.outputs["Iris Radius"], in_radii.inputs[1])
    split = node("ShaderNodeSeparateXYZ", 100, -450)
    link(in_radii.outputs["Vector"], split.inputs["Vector"])
    gaze = node("ShaderNodeCombineXYZ", 200, -300)
    link(split.outputs["X"], gaze.inputs["X"])
    link(split.outputs["Z"], gaze.inputs["Y"])
    gaze.inputs["Z"].default_value = 2
    store = node("GeometryNodeStoreNamedAttribute", 300, data_type="FLOAT_VECTOR", domain="POINT")
    store.inputs["Name"].default_value = GAZE
    link(source.outputs["Geometry"], store.inputs["Geometry"])
    link(gaze.outputs["Vector"], store.inputs["Value"])
    link(store.outputs["Geometry"], sink.inputs["Geometry"])
    return group

"""The head around the face: sewn to its border, it follows where the border goes.

The shape is ICT-FaceKit's neutral head. Lengths are meters, in the face's own axes.
"""

from functools import cache
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from ...blender.nodes import finish, modifier_group, use_objects
from ...data.anatomy.topology import OVAL

HEAD = "Face: Head"
"""Name of the modifier, which comes before the surface is smoothed."""
_GROUP, _SHELL = "Face Head", "Face Head"
SEAM = "seam"
"""Point attribute of face and head: the vertices that are sewn together."""
ASSET = Path(__file__).parents[2] / "data" / "assets" / "head.npz"

_FIRST, _NEXT, _SHARE, _FOLLOW = "oval_first", "oval_next", "oval_share", "follow"
"""Attributes of the shell: the landmarks that the nearest edge of the oval joins, how far along it
the vertex is, and what share of the oval's motion it takes part in."""
_SEWN = 1e-4
_SMOOTHING = 12


def head_group(shell: bpy.types.Object) -> bpy.types.NodeTree:
    """The shared node group, with the shell's object."""
    if group := bpy.data.node_groups.get((_GROUP, None)):
        return use_objects(group, shell)
    tree, given, sink = modifier_group(_GROUP)
    face = given["Geometry"]
    info = tree.node("GeometryNodeObjectInfo", {"Object": shell})
    head = info.outputs["Geometry"]
    position = tree.out("GeometryNodeInputPosition")
    ends = []
    for name in (_FIRST, _NEXT):
        now = tree.at(face, position, tree.attribute(name, "INT"))
        ends.append(tree.vector("SUBTRACT", now, tree.attribute(_rest(name), "FLOAT_VECTOR")))
    moved = tree.out(
        "ShaderNodeMix",
        {0: tree.attribute(_SHARE), 4: ends[0], 5: ends[1]},
        data_type="VECTOR",
    )
    follow = tree.attribute(_FOLLOW)
    moved = tree.vector("SCALE", moved, follow)
    # Below the chin the nearest edge changes from one vertex to the next.
    moved = tree.out(
        "GeometryNodeBlurAttribute",
        {
            "Value": moved,
            "Iterations": _SMOOTHING,
            "Weight": tree.compare(follow, "LESS_THAN", 0.995),
        },
        data_type="FLOAT_VECTOR",
    )
    head = tree.move(head, tree.vector("ADD", position, moved))
    # Whatever is joined to a face costs each of its vertices every attribute.
    for name in (_FIRST, _NEXT, _rest(_FIRST), _rest(_NEXT), _SHARE, _FOLLOW):
        head = tree.out("GeometryNodeRemoveAttribute", {"Geometry": head, "Name": name})
    whole = tree.out(
        "GeometryNodeSetMaterialIndex",
        {
            "Geometry": tree.join(face, head),
            "Selection": tree.attribute("added", "BOOLEAN"),
            "Material Index": 0,
        },
    )
    seam = tree.attribute(SEAM, "BOOLEAN")
    sewn = tree.out(
        "GeometryNodeMergeByDistance", {"Geometry": whole, "Selection": seam, "Distance": _SEWN}
    )
    # Between the face's faces and the head's, which are unlike, smoothing would scallop the oval.
    creased = tree.out(
        "GeometryNodeStoreNamedAttribute",
        {"Geometry": sewn, "Selection": seam, "Name": "crease_edge", "Value": 1.0},
        domain="EDGE",
    )
    return finish(tree, sink, creased)


def _rest(name: str) -> str:
    return f"{name}_rest"


@cache
def _asset() -> dict[str, np.ndarray]:
    with np.load(ASSET, allow_pickle=False) as asset:
        return {name: asset[name] for name in asset.files}


def shell() -> bpy.types.Object:
    """The head as an object that is in no scene."""
    if obj := bpy.data.objects.get((_SHELL, None)):
        return obj
    asset = _asset()
    vertices = asset["vertices"] * asset["unit"]
    faces = np.split(asset["corners"], asset["sizes"].astype(int).cumsum()[:-1])
    mesh = bpy.data.meshes.new(_SHELL)
    mesh.from_pydata(vertices.tolist(), [], [face.tolist() for face in faces])
    mesh.shade_smooth()
    corner = asset["oval_corner"].astype(int)
    landmarks = np.array(OVAL)
    oval = vertices[-len(OVAL) :]

    def store(name: str, kind: str, key: str, values: Any) -> None:
        mesh.attributes.new(name, kind, "POINT").data.foreach_set(key, values)

    for name, ahead in ((_FIRST, 0), (_NEXT, 1)):
        at = (corner + ahead) % len(OVAL)
        store(name, "INT", "value", landmarks[at].astype(np.int32))
        store(_rest(name), "FLOAT_VECTOR", "vector", oval[at].astype(np.float32).ravel())
    store(_SHARE, "FLOAT", "value", (asset["oval_share"] / 255).astype(np.float32))
    store(_FOLLOW, "FLOAT", "value", (asset["follow"] / 255).astype(np.float32))
    store(SEAM, "BOOLEAN", "value", np.arange(len(vertices)) >= len(vertices) - len(OVAL))
    store("rest", "FLOAT_VECTOR", "vector", vertices.astype(np.float32).ravel())
    store("added", "BOOLEAN", "value", np.ones(len(vertices), bool))
    return bpy.data.objects.new(_SHELL, mesh)

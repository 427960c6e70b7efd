"""The head around the face: sewn to its border, it follows where the border goes.

The shape is ICT-FaceKit's neutral head. Lengths are meters, in the face's own axes.
"""

from functools import cache
from pathlib import Path

import bpy
import numpy as np

from ...blender.attributes import store
from ...blender.geometry_nodes import GeometryTree
from ...blender.modifiers import finish, modifier_group, use_objects
from ...blender.nodes import Input, Socket
from ...data.anatomy.topology import OVAL
from ..attributes import (
    ADDED,
    CREASE,
    FOLLOW,
    OVAL_FIRST,
    OVAL_FIRST_REST,
    OVAL_NEXT,
    OVAL_NEXT_REST,
    OVAL_SHARE,
    REST,
    SEAM,
)

HEAD = "Face: Head"
"""Name of the modifier, which comes before the surface is smoothed."""
_GROUP = "Face Head"
_SHELL = "Face Head"
ASSET = Path(__file__).parents[2] / "data" / "assets" / "head.npz"

_LARGEST_BYTE = 255
"""The asset keeps shares as bytes: this is 1."""
_SEWN = 1e-4
"""How near seams have to be to one another to be sewn; they meet but for rounding."""
_SMOOTHING = 12
"""Over how many edges the motion of neighbors is evened out."""
_WHOLE = 0.995
"""What follows at least so much keeps its own motion, so that the seam stays closed."""


def head_group(shell: bpy.types.Object) -> bpy.types.NodeTree:
    """The shared node group, with the shell's object."""
    if group := bpy.data.node_groups.get((_GROUP, None)):
        return use_objects(group, shell)
    tree, given, sink = modifier_group(_GROUP)
    face = given["Geometry"]
    head = _put_behind_face(tree, face, tree.object_geometry(shell))
    # The face first: its landmarks keep their indices, by which everything finds them.
    both = tree.join(face, head)
    whole = tree.out(
        "GeometryNodeSetMaterialIndex",
        {
            "Geometry": both,
            "Selection": tree.attribute(ADDED),
            "Material Index": 0,
        },
    )
    # Only at the seam: elsewhere lids or lips may lie on one another.
    seam = tree.attribute(SEAM)
    sewn = tree.out(
        "GeometryNodeMergeByDistance",
        {
            "Geometry": whole,
            "Selection": seam,
            "Distance": _SEWN,
        },
    )
    # The face's polygons and the head's are unlike: smoothing across would scallop the oval.
    creased = tree.store(sewn, CREASE, 1.0, seam)
    return finish(tree, sink, creased)


def _put_behind_face(tree: GeometryTree, face: Input, head: Input) -> Socket:
    """The shell's geometry as it goes with the oval of a face."""
    position = tree.position()
    shift = _shift(tree, face, position)
    head = tree.move(head, tree.vector("ADD", position, shift))
    return tree.remove_attributes(
        head,
        OVAL_FIRST,
        OVAL_NEXT,
        OVAL_FIRST_REST,
        OVAL_NEXT_REST,
        OVAL_SHARE,
        FOLLOW,
    )


def _shift(tree: GeometryTree, face: Input, position: Input) -> Socket:
    """How far each vertex of the shell goes from where it was made: a field of vectors."""
    first = tree.at(face, position, tree.attribute(OVAL_FIRST))
    first = tree.vector("SUBTRACT", first, tree.attribute(OVAL_FIRST_REST))
    following = tree.at(face, position, tree.attribute(OVAL_NEXT))
    following = tree.vector("SUBTRACT", following, tree.attribute(OVAL_NEXT_REST))
    share = tree.attribute(OVAL_SHARE)
    of_edge = tree.mix_vectors(share, first, following)
    follow = tree.attribute(FOLLOW)
    shift = tree.vector("SCALE", of_edge, follow)
    # Below the chin the nearest edge changes from one vertex to the next.
    return tree.out(
        "GeometryNodeBlurAttribute",
        {
            "Value": shift,
            "Iterations": _SMOOTHING,
            "Weight": tree.compare(follow, "LESS_THAN", _WHOLE),
        },
        data_type="FLOAT_VECTOR",
    )


@cache
def _asset() -> dict[str, np.ndarray]:
    """Name -> array; written by training/bundled/head_shell.py.

    vertices (n, 3) in steps of `unit` meters, the oval's last and in its order; corners of all
    polygons one after the other, and how many each has in `sizes`; oval_corner (n,): where in OVAL
    the edge nearest to a vertex begins; oval_share and follow (n,): bytes.
    """
    with np.load(ASSET, allow_pickle=False) as asset:
        return {name: asset[name] for name in asset.files}


def shell() -> bpy.types.Object:
    """The head as an object that is in no scene."""
    if obj := bpy.data.objects.get((_SHELL, None)):
        return obj
    asset = _asset()
    vertices = asset["vertices"] * asset["unit"]
    mesh = _shell_mesh(vertices)
    # The border of the head, vertex for vertex that of the face.
    ring = len(OVAL)
    oval = vertices[-ring:]
    landmarks = np.array(OVAL)
    first = asset["oval_corner"].astype(int)
    following = (first + 1) % ring
    store(mesh, OVAL_FIRST, landmarks[first])
    store(mesh, OVAL_FIRST_REST, oval[first])
    store(mesh, OVAL_NEXT, landmarks[following])
    store(mesh, OVAL_NEXT_REST, oval[following])
    store(mesh, OVAL_SHARE, asset["oval_share"] / _LARGEST_BYTE)
    store(mesh, FOLLOW, asset["follow"] / _LARGEST_BYTE)
    is_seam = np.zeros(len(vertices), bool)
    is_seam[-ring:] = True
    store(mesh, SEAM, is_seam)
    store(mesh, REST, vertices)
    store(mesh, ADDED, np.ones(len(vertices)))
    return bpy.data.objects.new(_SHELL, mesh)


def _shell_mesh(vertices: np.ndarray) -> bpy.types.Mesh:
    """The asset's polygons over vertices (n, 3) in meters."""
    asset = _asset()
    ends = asset["sizes"].astype(int).cumsum()
    starts = ends[:-1]  # but for the first one, at 0
    polygons = np.split(asset["corners"], starts)
    mesh = bpy.data.meshes.new(_SHELL)
    corners = [polygon.tolist() for polygon in polygons]
    mesh.from_pydata(vertices.tolist(), [], corners)
    mesh.shade_smooth()
    return mesh

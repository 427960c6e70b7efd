"""The ready meshes of a dressed face as objects in no scene: controls, relay points, garments.

All faces with the same parts share them. A mesh is made once, from data/anatomy/garment.
"""

from typing import NamedTuple

import bpy
import numpy as np

from ...blender.attributes import overwrite, store
from ...data.anatomy.garment import (
    BLOCKS,
    MATERIALS,
    Blend,
    Carrier,
    Garment,
    Parts,
    Relay,
    Surface,
    controls,
    garment,
)
from ...data.anatomy.mixing import MOST_BLOCKS
from ...data.anatomy.topology import LANDMARKS
from ..attributes import (
    BLOCK_CORNER,
    CONTROL_KIND,
    CONTROL_SOURCE,
    EYE,
    FLESH,
    FROM_MIDDLE,
    HEAD_INDEX,
    HEAD_WEIGHT,
    IN_JAW,
    IS_IRIS,
    IS_LASH_ROOT,
    IS_LEFT,
    JAW_SHARE,
    LANDMARK,
    LASH,
    LASH_ROOT,
    LEFT_EYE,
    LID_MARGIN,
    LID_SKIN,
    LIFT,
    LINE,
    LOCAL,
    MASKS,
    MIX,
    MIX_INDEX,
    MIX_MORE,
    MIX_WEIGHT,
    ON_HEAD,
    ON_SKIN,
    OPPOSITE,
    POSITION,
    REST,
    RIGHT_EYE,
    RIM_FIRST,
    RIM_NEXT,
    RIM_SHARE,
    SHARP,
    SPREAD_INDEX,
    SPREAD_WEIGHT,
    STRAND,
    TOOTH,
    UV_MAP,
    VIEW_COLOR,
    WITH_OVAL,
)
from ..edges import mesh_edges
from ..looks.painting import CONTOUR, EDGE
from ..surface_mesh import surface_mesh
from .garment_materials import fill_slots, garment_materials, slot_of

MIXED_BY_ALL = 4
"""Points that every vertex is mixed of; more are looked up only where there are more."""
MIXED = "face_mixed"
"""Custom property of an object: of how many points its vertices are mixed at most."""
HAS_HEAD = "face_has_head"
HAS_TEETH = "face_has_teeth"
"""Custom properties of a garment's object."""


class Meshes(NamedTuple):
    """Objects for a choice of parts at a level; without eyes there are no relay points."""

    garment: bpy.types.Object
    relay: bpy.types.Object | None

    def in_order(self) -> list[bpy.types.Object]:
        """Those that are there, in the order in which the node group takes them."""
        return [obj for obj in (self.relay, self.garment) if obj]


def title_of(parts: Parts) -> str:
    """The names of the parts that are there."""
    present = [name.title() for name, is_there in parts._asdict().items() if is_there]
    return ", ".join(present) or "Skin"


def control_points(parts: Parts) -> bpy.types.Object:
    """The control points as loose vertices; where they are, the node group says."""
    # The bare landmarks are where they are measured; with any part they are to look like a face.
    eyes = "Measured Eyes" if parts.are_none else "Eyeballs" if parts.eyes else "Flat Eyes"
    name = f"Face Controls with {eyes}"
    if obj := bpy.data.objects.get((name, None)):
        return obj
    found = controls(parts.eyes, cuts_irises=not parts.are_none and not parts.eyes)
    mesh = _loose_vertices(name, len(found.kind))
    store(mesh, CONTROL_KIND, found.kind)
    store(mesh, CONTROL_SOURCE, found.source)
    store(mesh, FROM_MIDDLE, found.from_middle)
    store(mesh, LOCAL, found.local)
    store(mesh, JAW_SHARE, found.jaw_share)
    store(mesh, LIFT, found.lift)
    store(mesh, OPPOSITE, found.opposite)
    store(mesh, IS_LEFT, found.is_left)
    store(mesh, IS_IRIS, found.is_iris)
    for place, corners in enumerate(BLOCKS.T):
        store(mesh, BLOCK_CORNER[place], _pad(corners, len(found.kind)))
    return bpy.data.objects.new(name, mesh)


def meshes_of(parts: Parts, level: int, is_view: bool) -> Meshes:
    """The objects for a choice of parts, whose skin has each edge halved `level` times.

    Those to view have brows of their own, as Solid mode does not see those that the skin paints.
    """
    title = f"{title_of(parts)} {level}"
    garment_name = f"Face Garment: {title}{' in Viewport' if is_view else ''}"
    relay_name = f"Face Relay: {title}"
    clothes = bpy.data.objects.get((garment_name, None))
    relay = bpy.data.objects.get((relay_name, None)) if parts.eyes else None
    if clothes:
        # It may be there without a material that a user has deleted.
        fill_slots(clothes, *garment_materials())
        name_view_colors(clothes.data)
    if clothes and (relay or not parts.eyes):
        return Meshes(clothes, relay)
    made = garment(parts, level, has_brows=is_view)
    if not clothes:
        clothes = bpy.data.objects.new(garment_name, _garment_mesh(garment_name, made))
        clothes[MIXED] = made.blend.most
        clothes[HAS_HEAD] = parts.head
        clothes[HAS_TEETH] = parts.mouth
    if made.relay and not relay:
        relay = bpy.data.objects.new(relay_name, _relay_mesh(relay_name, made.relay))
        relay[MIXED] = made.relay.blend.most
    return Meshes(clothes, relay)


def _garment_mesh(name: str, made: Garment) -> bpy.types.Mesh:
    mesh = surface_mesh(name, made.surface)
    for material in garment_materials():
        mesh.materials.append(material)
    slots = np.array([slot_of(material) for material in MATERIALS], np.int32)
    mesh.polygons.foreach_set("material_index", slots[made.material])
    uv = mesh.uv_layers.new(name=UV_MAP.name)
    by_vertex = _pad(made.skin.flat.uv, made.surface.count)
    by_corner = by_vertex[made.surface.corners].astype(np.float32)
    uv.uv.foreach_set("vector", by_corner.ravel())
    _store_mixture(mesh, made.blend)
    _store_skin(mesh, made)
    _store_head(mesh, made)
    _store_inside(mesh, made)
    name_view_colors(mesh)
    mesh.validate()
    return mesh


def name_view_colors(mesh: bpy.types.Mesh) -> None:
    """Have Solid mode show a view's colors on what comes of a mesh; without a view, materials'."""
    # Where none is named, Blender takes the first, which is the irises'.
    mesh.attributes.active_color_name = VIEW_COLOR.name


def _store_mixture(mesh: bpy.types.Mesh, blend: Blend) -> None:
    """Of which points each vertex is mixed."""
    for place in range(blend.most):
        store(mesh, MIX_INDEX[place], blend.points[:, place])
        store(mesh, MIX_WEIGHT[place], blend.weight[:, place])
    count = (blend.weight != 0).sum(axis=1)
    if blend.most > MIXED_BY_ALL:
        store(mesh, MIX_MORE, count > MIXED_BY_ALL)
    store(mesh, MIX, count > 0)
    overwrite(mesh, POSITION, blend.offset)


def _store_skin(mesh: bpy.types.Mesh, made: Garment) -> None:
    """What colors the skin, and what lies on it."""
    skin = made.skin
    vertices = made.surface.count
    polygons = len(made.surface.sizes)
    store(mesh, REST, _pad(skin.flat.rest, vertices))
    for mask in MASKS:
        store(mesh, mask, _pad(skin.flat.masks[mask.name], vertices))
    landmark = np.zeros(vertices, np.int32)
    landmark[:LANDMARKS] = np.arange(LANDMARKS)
    store(mesh, LANDMARK, landmark)
    spread = _pad(skin.spread.points, vertices)
    spread_weights = _pad(skin.spread.weight, vertices)
    on_skin = _pad(skin.is_face, polygons)
    if made.brows:
        # They take part in views that color the skin, which they lie on.
        of_brows = made.brows.on_landmarks
        spread[-len(of_brows.points) :] = of_brows.points
        spread_weights[-len(of_brows.points) :] = of_brows.weight
        on_skin |= made.material == MATERIALS.index("brows")
    for place in range(len(SPREAD_INDEX)):
        store(mesh, SPREAD_INDEX[place], spread[:, place])
        store(mesh, SPREAD_WEIGHT[place], spread_weights[:, place])
    store(mesh, ON_SKIN, on_skin)
    store(mesh, FLESH, made.material == MATERIALS.index("flesh"))
    edges = Surface(vertices, made.surface.corners, made.surface.sizes, made.surface.sharp)
    keys = edges.keys(mesh_edges(mesh))
    line = np.where(np.isin(keys, edges.keys(skin.lines)), EDGE, 0)
    line[np.isin(keys, edges.keys(skin.contours))] = CONTOUR
    store(mesh, LINE, line)
    store(mesh, SHARP, np.isin(keys, edges.keys(skin.surface.sharp)))


def _store_head(mesh: bpy.types.Mesh, made: Garment) -> None:
    """What of the oval the head goes with, and what is worn on it."""
    head = made.head
    on_head = made.on_head
    if head:
        for place in range(MOST_BLOCKS):
            index = np.zeros(made.surface.count, np.int32)
            weight = np.zeros((made.surface.count, 3))
            index[on_head] = head.blocks[:, place]
            weight[on_head] = head.weight[:, place]
            store(mesh, HEAD_INDEX[place], index)
            store(mesh, HEAD_WEIGHT[place], weight)
        with_oval = np.zeros(made.surface.count, bool)
        with_oval[on_head] = head.weight.any(axis=(1, 2))
        store(mesh, WITH_OVAL, with_oval)
    store(mesh, ON_HEAD, on_head)


def _store_inside(mesh: bpy.types.Mesh, made: Garment) -> None:
    """What moves teeth, eyeballs and lashes, and what colors eyeballs."""
    store(mesh, EYE, made.eye)
    store(mesh, TOOTH, made.is_tooth)
    store(mesh, IN_JAW, made.carrier == Carrier.JAW)
    store(mesh, RIGHT_EYE, made.carrier == Carrier.RIGHT_EYE)
    store(mesh, LEFT_EYE, made.carrier == Carrier.LEFT_EYE)
    store(mesh, LASH, made.carrier == Carrier.LASH)
    store(mesh, LASH_ROOT, made.lash_root)
    if made.strand.any():
        store(mesh, STRAND, made.strand)


def _relay_mesh(name: str, relay: Relay) -> bpy.types.Mesh:
    mesh = surface_mesh(name, relay.surface)
    _store_mixture(mesh, relay.blend)
    store(mesh, LID_SKIN, relay.is_skin)
    store(mesh, LID_MARGIN, relay.lid_margin)
    store(mesh, IS_LASH_ROOT, relay.is_lash_root)
    roots = relay.lash_roots
    of_roots = (
        (RIM_FIRST, roots.first),
        (RIM_NEXT, roots.next),
        (RIM_SHARE, roots.share),
        (IS_LEFT, roots.is_left),
    )
    for attribute, values in of_roots:
        on_all = np.zeros(relay.surface.count, values.dtype)
        on_all[relay.is_lash_root] = values
        store(mesh, attribute, on_all)
    return mesh


def _loose_vertices(name: str, count: int) -> bpy.types.Mesh:
    mesh = bpy.data.meshes.new(name)
    mesh.vertices.add(count)
    return mesh


def _pad(values: np.ndarray, count: int) -> np.ndarray:
    """Rows (n, ..) with rows of 0 behind them, `count` in all."""
    padded = np.zeros((count, *values.shape[1:]), values.dtype)
    padded[: len(values)] = values
    return padded

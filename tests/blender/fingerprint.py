"""All of a file that undo has to bring back, as plain values by their places.

Whatever Blender's own description of a data-block lists is read: settings, properties of ours and
custom ones, curves, strips, markers, nodes, keying sets. Of what comes in thousands, vertices or
keys, a checksum is kept.
"""

import zlib
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

import bpy
import numpy as np

Fingerprint = dict[str, object]

_NOT_UNDONE = (
    "all_ids",
    "screens",
    "window_managers",
    "workspaces",
    "libraries",
    "brushes",
    "palettes",
    "paint_curves",
)
"""Of bpy.data: the window, what comes with Blender, and what is listed twice."""
_PASSING = {
    "rna_type",
    "bl_rna",
    "original",
    "session_uid",
    "tag",
    "users",
    "preview",
    "particle_edit",
    "is_updated",
    "is_updated_data",
    "is_evaluated",
    "is_runtime_data",
    "is_dirty",
    "is_valid",
    "is_loaded",
    "has_data",
    "bound_box",
    "dimensions",
    "bindcode",
    "storage_type",
}
"""Properties that say nothing of the file, or that Blender works out when it likes."""
_LEFT_OUT = {
    "Mesh": {
        "vertex_normals",
        "polygon_normals",
        "corner_normals",
        "loop_triangles",
        "loop_triangle_polygons",
        "vertex_colors",
        "color_attributes",
        "uv_layers",
        "uv_layer_clone",
        "uv_layer_stencil",
        "texspace_location",
        "texspace_size",
        "skin_vertices",
        "vertex_paint_masks",
    },
    "ShapeKey": {"points"},
    # Of a packed picture, Blender 4.2 has whole pixels a meter once it was undone and done again.
    "Image": {"resolution"},
    "Text": {"lines", "current_line", "select_end_line"},
    "Scene": {"objects", "statistics", "eevee", "keying_sets_all", "use_nodes"},
    # Blender 4.2 crashes where it is read.
    "ToolSettings": {"uv_sculpt"},
    "Collection": {"all_objects"},
    "ViewLayer": {"depsgraph", "objects"},
    "Object": {"children", "children_recursive", "users_collection"},
    "Material": {"use_nodes"},
    "World": {"use_nodes"},
    "Light": {"use_nodes"},
    "Node": {"internal_links", "color_tag"},
}
"""What is another view of something that is read elsewhere."""
_SOCKET = ("identifier", "default_value", "hide_value", "is_linked")
"""All that is read of a node's sockets, of which there are thousands."""
_MANY = {
    # The rest are attributes, which are read: position, .edge_verts, .corner_vert, .select_vert.
    "Mesh": {"vertices": (), "edges": (), "loops": (), "polygons": ("loop_start",)},
    "ShapeKey": {"data": ("co",)},
    "FCurve": {
        "keyframe_points": (
            "co",
            "handle_left",
            "handle_right",
            "interpolation",
            "select_control_point",
        ),
        "sampled_points": ("co",),
    },
    "Attribute": {"data": ("value", "vector", "color")},
}
"""Type -> its collections of many -> what is read of each, where it has that."""


_TYPES = {float: np.float32, bool: np.bool_}


def fingerprint() -> Fingerprint:
    """Of the file that is open, and of the meshes that its scene shows."""
    # Blender to 5.1 crashes where they are read.
    lost = [keys.name for keys in bpy.data.shape_keys if not keys.user]
    assert not lost, f"shape keys without a mesh: {lost}"
    bpy.context.view_layer.update()
    found: Fingerprint = {}
    for name, block in _blocks():
        found.update(_Reading(f"{name}[{block.name_full}]", block).found)
    found.update(_chosen())
    found.update(_shown())
    return found


def _blocks() -> Iterator[tuple[str, bpy.types.ID]]:
    for listed in bpy.data.bl_rna.properties:
        name = listed.identifier
        if listed.type == "COLLECTION" and name not in _NOT_UNDONE:
            for block in getattr(bpy.data, name):
                # The last picture that was rendered is no part of the file.
                if getattr(block, "type", "") != "RENDER_RESULT":
                    yield name, block


def differences(one: Fingerprint, other: Fingerprint) -> list[str]:
    """The places at which two differ, each with both values."""
    if one == other:
        return []  # at once: there are a hundred thousand places
    places = sorted(one.keys() | other.keys())
    pairs = [(place, one.get(place, "nothing"), other.get(place, "nothing")) for place in places]
    return [f"{place}: {first} | {second}" for place, first, second in pairs if first != second]


def _chosen() -> Iterator[tuple[str, object]]:
    """The active object and the selected ones, which no property of Blender's tells."""
    objects = bpy.context.view_layer.objects
    yield "active", objects.active and objects.active.name
    for obj in objects:
        yield f"selected[{obj.name}]", obj.select_get()


def _shown() -> Iterator[tuple[str, object]]:
    """Vertices as they are after all modifiers."""
    depsgraph = bpy.context.evaluated_depsgraph_get()
    for obj in bpy.context.scene.objects:
        if obj.type == "MESH":
            mesh = obj.evaluated_get(depsgraph).data
            flat = np.empty(3 * len(mesh.vertices), np.float32)
            mesh.vertices.foreach_get("co", flat)
            yield f"shown[{obj.name}]", zlib.crc32(flat.round(5).tobytes())


class _Reading:
    """Of one data-block. found: its values by their places."""

    def __init__(self, place: str, block: bpy.types.ID) -> None:
        self.found: Fingerprint = {}
        # What refers back to what was read already ends there.
        self._seen: set[tuple[type, int]] = set()
        self._read(place, block)

    def _read(self, place: str, item: Any) -> None:
        kind = type(item)
        if (kind, item.as_pointer()) in self._seen:
            self.found[place] = getattr(item, "name", kind.__name__)
            return
        self._seen.add((kind, item.as_pointer()))
        self.found[place] = kind.__name__
        for read in _undescribed(kind):
            read(self, place, item)
        for name, read in _described(kind):
            read(self, f"{place}.{name}", getattr(item, name, None))

    def _read_collection(self, place: str, rows: Any) -> None:
        for number, part in enumerate(rows or ()):
            self._read_part(f"{place}[{number}]", part)

    def _read_part(self, place: str, part: Any) -> None:
        if part is None:
            return
        if _is_block(type(part)) and not part.is_embedded_data:
            self.found[place] = f"{type(part).__name__} {part.name_full}"
        else:
            self._read(place, part)

    def _read_array(self, place: str, value: Any) -> None:
        self.found[place] = str([tuple(row) if hasattr(row, "__len__") else row for row in value])

    def _read_plain(self, place: str, value: Any) -> None:
        self.found[place] = sorted(value) if isinstance(value, set) else value

    def _read_text(self, place: str, item: Any) -> None:
        self.found[f"{place}.text"] = zlib.crc32(item.as_string().encode())

    def _read_pixels(self, place: str, item: Any) -> None:
        flat = np.empty(len(item.pixels), np.float32)
        item.pixels.foreach_get(flat)
        self.found[f"{place}.pixels"] = zlib.crc32(flat.tobytes())

    def _read_custom(self, place: str, item: Any) -> None:
        """Properties that nobody has registered."""
        for key, value in item.items():
            # Blender versions: to 4.5 those that somebody has registered are among them.
            if key in item.bl_rna.properties:
                continue
            inner = f"{place}[{key!r}]"
            if isinstance(value, bpy.types.bpy_struct):
                self._read_part(inner, value)
            else:
                told = value.to_dict() if hasattr(value, "to_dict") else value
                self.found[inner] = str(told.to_list() if hasattr(told, "to_list") else told)


@cache
def _is_block(kind: type) -> bool:
    return issubclass(kind, bpy.types.ID)


@cache
def _undescribed(kind: type) -> list[Callable[[_Reading, str, Any], None]]:
    """How to read what is no property of a type."""
    readers = {
        bpy.types.ID: _Reading._read_custom,
        bpy.types.PoseBone: _Reading._read_custom,
        bpy.types.Text: _Reading._read_text,
        bpy.types.Image: _Reading._read_pixels,
    }
    return [reader for read_kind, reader in readers.items() if issubclass(kind, read_kind)]


@cache
def _described(kind: type) -> list[tuple[str, Any]]:
    """The properties to read of a type, each with how."""
    left_out = _PASSING | set(_entry_of(_LEFT_OUT, kind))
    many = _entry_of(_MANY, kind)
    found = []
    for prop in kind.bl_rna.properties:
        is_told = prop.identifier in _SOCKET or not issubclass(kind, bpy.types.NodeSocket)
        if prop.identifier in left_out or not is_told:
            continue
        if prop.identifier in many:
            read = partial(_read_many, many[prop.identifier])
        elif prop.type == "COLLECTION":
            read = _Reading._read_collection
        elif prop.type == "POINTER":
            read = _Reading._read_part
        elif getattr(prop, "is_array", False):
            read = _Reading._read_array
        else:
            read = _Reading._read_plain
        found.append((prop.identifier, read))
    return found


def _entry_of(table: dict[str, Any], kind: type) -> Any:
    """A table's entry for a type, or for one that it is a kind of."""
    for name, entry in table.items():
        if issubclass(kind, getattr(bpy.types, name)):
            return entry
    return {}


def _read_many(parts: tuple[str, ...], reading: _Reading, place: str, rows: Any) -> None:
    """How many there are, and a checksum of each part that they have."""
    found = [len(rows)]
    for part in parts:
        first = getattr(rows[0], part, None) if len(rows) else None
        if first is None or (isinstance(first, str) and part != "interpolation"):
            continue
        size = len(first) if hasattr(first, "__len__") and not isinstance(first, str) else 1
        number = first[0] if size > 1 else first
        # Blender copies at once into an array of its own type.
        flat = np.empty(len(rows) * size, _TYPES.get(type(number), np.int32))
        rows.foreach_get(part, flat)
        found.append(zlib.crc32(flat.tobytes()))
    reading.found[place] = tuple(found)

"""One picture of all colors of a dressed face, and plain materials with it, for other programs.

Other programs know nothing of the skin's nodes, nor of the attributes that these read.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from ...blender.materials import new_material, shader_of
from ...blender.traces import no_traces
from ...data.anatomy.garment import MARGIN, shade
from ..attributes import ATLAS, UV_MAP
from ..parts.garment_materials import slot_of
from .fitting import CARRIED

_FILM = 0.1
"""How opaque a film is that lets light through, black but for what it mirrors."""
_FILM_ROUGHNESS = 0.03
_BLACK = (0, 0, 0, 1)
_IN_MOUTH = [slot_of(name) for name in ("flesh", "teeth", "gums", "tongue")]
"""Slots of what lies in the dark, where other programs would have it mirror the surroundings."""
_QUALITY = 95
"""Of the picture, percent: as PNG it takes three times as much for what no eye sees."""


def has_atlas(mesh: bpy.types.Mesh) -> bool:
    """Whether a mesh is a dressed face's, with a place in the picture for all of it."""
    return ATLAS.name in mesh.uv_layers


def paint_plainly(
    obj: bpy.types.Object,
    size: int,
    folder: Path,
    cleanup: ExitStack,
) -> None:
    """Give an object plain materials with one picture, `size` pixels wide. Its mesh `has_atlas`,
    and holds its materials.

    The new ones bear the names of the former ones until `cleanup`, which removes them. folder:
    where the picture is written to. Raises OSError where it cannot be.
    """
    mesh = obj.data
    former = list(mesh.materials)
    used = _used_slots(mesh)
    image = _bake(obj, size, used)
    cleanup.callback(bpy.data.images.remove, image)
    image.filepath_raw = str(folder / f"{obj.name} Colors.jpg")
    image.file_format = "JPEG"
    image.save(quality=_QUALITY)
    for index, material in enumerate(former):
        plain = None
        if material and index in used:
            plain = _plain(material, image, cleanup, shines=index not in _IN_MOUTH)
        mesh.materials[index] = plain
    # What is left is what the picture goes by.
    mesh.uv_layers.remove(mesh.uv_layers[UV_MAP.name])
    for attribute in CARRIED:
        if attribute.name in mesh.attributes:
            mesh.attributes.remove(mesh.attributes[attribute.name])


def _used_slots(mesh: bpy.types.Mesh) -> set[int]:
    """The material slots that polygons have."""
    slots = np.empty(len(mesh.polygons), np.int32)
    mesh.polygons.foreach_get("material_index", slots)
    return set(np.unique(slots).tolist())


def _bake(obj: bpy.types.Object, size: int, used: set[int]) -> bpy.types.Image:
    """The colors of an object's surface, without light, where its ATLAS has them."""
    image = bpy.data.images.new(f"{obj.name} Colors", size, size)
    with _stage(obj) as (scene, painted):
        for index, material in enumerate(obj.data.materials):
            painted.data.materials[index] = _target(material, image) if index in used else None
        painted.data.uv_layers.active = painted.data.uv_layers[ATLAS.name]
        layer = scene.view_layers[0]
        layer.update()
        with bpy.context.temp_override(
            scene=scene,
            view_layer=layer,
            object=painted,
            active_object=painted,
            selected_objects=[painted],
        ):
            bpy.ops.object.bake(
                type="DIFFUSE",
                pass_filter={"COLOR"},
                margin=size // MARGIN,
            )
    _darken_mouth(image, size)
    return image


def _darken_mouth(image: bpy.types.Image, size: int) -> None:
    """Have the picture say that hardly any light comes into a mouth."""
    pixels = np.empty((size, size, 4), np.float32)
    image.pixels.foreach_get(pixels.ravel())
    pixels[..., :3] *= shade(size)[..., None]
    image.pixels.foreach_set(pixels.ravel())


@contextmanager
def _stage(obj: bpy.types.Object) -> Iterator[tuple[bpy.types.Scene, bpy.types.Object]]:
    """A scene for Cycles alone with a copy of an object and its mesh."""
    with no_traces("scenes", "objects", "meshes", "materials"):
        scene = bpy.data.scenes.new("Painting")
        scene.render.engine = "CYCLES"
        # Without light there is no noise.
        scene.cycles.samples = 1
        scene.cycles.use_denoising = False
        painted = obj.copy()
        assert painted
        painted.data = obj.data.copy()
        scene.collection.objects.link(painted)
        yield scene, painted


def _target(material: bpy.types.Material | None, image: bpy.types.Image) -> bpy.types.Material:
    """A copy of a material that is baked into an image."""
    copy = material.copy() if material else new_material("Painting")
    nodes = copy.node_tree.nodes
    node = nodes.new("ShaderNodeTexImage")
    node.image = image
    nodes.active = node
    shader = _principled(nodes)
    if shader:
        # Between strands of hair there would be no color.
        alpha = shader.inputs["Alpha"]
        for link in alpha.links:
            copy.node_tree.links.remove(link)
        alpha.default_value = 1
    return copy  # pyright: ignore[reportReturnType]  # a copy is never None


def _plain(
    material: bpy.types.Material,
    image: bpy.types.Image,
    cleanup: ExitStack,
    shines: bool,
) -> bpy.types.Material:
    """A material under another one's name: the image as its color, or a clear film.

    shines: whether it mirrors as much as the other one.
    """
    name = material.name
    if material.is_editable:
        cleanup.callback(setattr, material, "name", name)
        material.name = "Exporting"
    plain = new_material(name)
    cleanup.callback(bpy.data.materials.remove, plain)
    shader = shader_of(plain)
    source = _principled(material.node_tree.nodes if material.node_tree else ())
    if source is None:
        # The cornea is no Principled BSDF: all that is seen of it is what it mirrors.
        plain.surface_render_method = "BLENDED"
        shader.inputs["Base Color"].default_value = _BLACK
        shader.inputs["Alpha"].default_value = _FILM
        shader.inputs["Roughness"].default_value = _FILM_ROUGHNESS
        return plain
    shader.inputs["Roughness"].default_value = source.inputs["Roughness"].default_value
    mirrored = source.inputs["Specular IOR Level"].default_value
    shader.inputs["Specular IOR Level"].default_value = mirrored if shines else 0
    picture = plain.node_tree.nodes.new("ShaderNodeTexImage")
    picture.image = image
    plain.node_tree.links.new(picture.outputs["Color"], shader.inputs["Base Color"])
    return plain


def _principled(nodes: Sequence[Any]) -> Any:
    """The first Principled BSDF among nodes."""
    for node in nodes:
        if node.type == "BSDF_PRINCIPLED":
            return node
    return None

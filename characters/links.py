"""Characters: meshes with shape keys, baked faces among them, that takes are retargeted onto."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import bpy
import numpy as np

from ..blender.actions import Curve
from ..data.errors import FaceError, MappingError
from ..data.motion.reduction import reduce_keys
from ..data.rigs import ARKIT_NAMES, Link, Rig, presets, read_rig, write_rig
from ..data.rigs.fitting import Fit, detect, fit, key_of
from ..data.rigs.retarget import Retargeted
from ..face.properties import columns_of, is_converted, is_face
from ..face.rig_properties import RigLink

AUTOMATIC = "AUTO"
KEYS_PATH = "key_blocks"
_FEWEST = 5
"""Channels that must find a key before a rig is taken without asking."""


def is_character(obj: bpy.types.Object | None) -> bool:
    """Whether shape keys move this object: a live face with keys on it is none."""
    if obj is None or obj.type != "MESH":
        return False
    mesh = obj.data
    return bool(key_names(mesh)) and (not mesh.blendshape_face.channels or is_converted(mesh))


def active_target(context: bpy.types.Context) -> bpy.types.Object | None:
    """The active object if it is a face or a character: what a take can be keyed on."""
    obj = context.object
    return obj if is_face(obj) or is_character(obj) else None


def active_characters(context: bpy.types.Context) -> list[bpy.types.Object]:
    """The active character and the selected ones with it, such as its teeth; one a mesh."""
    if not is_character(context.object):
        return []
    others = [obj for obj in context.selected_objects if is_character(obj)]
    return list({obj.data: obj for obj in (*reversed(others), context.object)}.values())[::-1]


def key_names(mesh: bpy.types.Mesh) -> list[str]:
    """The relative keys' names, without the one that they are relative to."""
    keys = mesh.shape_keys
    if keys is None or not keys.use_relative:
        return []
    return [key.name for key in keys.key_blocks if key != keys.reference_key]


def links_of(mesh: bpy.types.Mesh) -> tuple[Link, ...]:
    """What drives a mesh's keys: the user's links where there are any, else those of the rig that
    fits. Raises MappingError where none does.
    """
    stored = mesh.blendshape_face.rig.links
    if stored:
        return tuple(Link(link.source, link.target, link.gain, link.offset) for link in stored)
    if is_converted(mesh):
        return tuple(Link(name, name) for name in columns_of(mesh))
    return fitting_rig(mesh)[1].links


def fitting_rig(mesh: bpy.types.Mesh) -> tuple[Rig, Fit]:
    """The preset that fits a mesh best. Raises MappingError, which names what came closest."""
    keys = key_names(mesh)
    rig, found = _fitting(tuple(keys))
    if len({link.source for link in found.links}) < min(_FEWEST, len(keys)) or not found.links:
        near = [f"{key} for {guess}" for key, guess in found.unused.items() if guess]
        closest = f" (closest: {', '.join(near[:4])})" if near else ""
        raise MappingError(
            f"{mesh.name}: its shape keys bear no names that are known{closest}; link them in the "
            "panel Rig"
        )
    return rig, found


@lru_cache(maxsize=8)
def _fitting(keys: tuple[str, ...]) -> tuple[Rig, Fit]:
    name, _ = detect(keys)
    rig = presets()[name or next(iter(presets()))]
    return rig, fit(rig, keys)


def map_keys(mesh: bpy.types.Mesh, preset: str) -> str:
    """Fill in a mesh's links from a preset, or the one that fits. Returns what was done."""
    if preset == AUTOMATIC and is_converted(mesh):
        columns = columns_of(mesh)
        set_links(mesh, "Face", (Link(name, name) for name in columns))
        return f"{len(columns)} channels linked to keys of their own names"
    if preset == AUTOMATIC:
        rig, found = fitting_rig(mesh)
    else:
        rig = presets()[preset]
        found = fit(rig, key_names(mesh))
    return _take_over(mesh, rig, found)


def load_rig(mesh: bpy.types.Mesh, path: str | Path) -> str:
    """Fill in a mesh's links from a user's file. Raises MappingError."""
    rig = read_rig(path)
    return _take_over(mesh, rig, fit(rig, key_names(mesh)))


def save_rig(mesh: bpy.types.Mesh, path: str | Path) -> str:
    """Write a mesh's links as a file. Raises MappingError."""
    rig = Rig(mesh.blendshape_face.rig.title or mesh.name, links_of(mesh))
    write_rig(path, rig)
    return f"{len(rig.links)} links written to {Path(path).name}"


def _take_over(mesh: bpy.types.Mesh, rig: Rig, found: Fit) -> str:
    if not found.links:
        raise MappingError(f"{rig.title}: none of its keys are on {mesh.name}; choose another")
    set_links(mesh, rig.title, found.links)
    count = len({link.source for link in found.links})
    return f"{rig.title}: {count} of {len(rig.sources)} channels drive a key of {mesh.name}"


def set_links(mesh: bpy.types.Mesh, title: str, links: Iterable[Link]) -> None:
    rig = mesh.blendshape_face.rig
    rig.title = title
    rig.links.clear()
    for link in links:
        item = rig.links.add()
        item.source, item.target = link.source, link.target
        item.gain, item.offset = link.gain, link.offset
    rig.active_link = 0


def show_links(mesh: bpy.types.Mesh) -> None:
    """Write down the links that were found by names, for the user to see and change."""
    if not mesh.blendshape_face.rig.links and not is_converted(mesh):
        map_keys(mesh, AUTOMATIC)


def add_link(mesh: bpy.types.Mesh) -> None:
    """Add an empty link to those that drive the mesh so far."""
    rig = mesh.blendshape_face.rig
    if not rig.links:
        with suppress(MappingError):
            map_keys(mesh, AUTOMATIC)
    rig.links.add()
    rig.active_link = len(rig.links) - 1


def link_title(link: RigLink) -> str:
    """One short line: the key, its channel where that is not the same name, and the gain."""
    title = link.target or "no key yet"
    if key_of(link.source) != key_of(link.target):
        title = f"{link.source or 'no channel yet'} > {title}"
    if link.gain != 1:
        title += f" x {link.gain:.3g}"
    return title + (f" {link.offset:+.3g}" if link.offset else "")


def unmatched(mesh: bpy.types.Mesh) -> tuple[list[str], list[str]]:
    """Lines for the panel: channels that drive nothing, and keys that nothing drives, each with
    the nearest guess.
    """
    links = mesh.blendshape_face.rig.links
    return _unmatched(
        frozenset(link.source for link in links),
        frozenset(link.target for link in links),
        tuple(key_names(mesh)),
    )


@lru_cache(maxsize=8)
def _unmatched(
    sources: frozenset[str], targets: frozenset[str], keys: tuple[str, ...]
) -> tuple[list[str], list[str]]:
    left = tuple(Link(name, name) for name in ARKIT_NAMES if name not in sources)
    free = [key for key in keys if key not in targets]
    found = fit(Rig("", left), free) if left else Fit((), {}, {}, 0)
    guesses = {link.source: link.target for link in found.links} | dict(found.missing)
    channels = [f"{name}: {guesses[name]}?" if guesses.get(name) else name for name in guesses]
    near = {guess: name for name, guess in guesses.items()} | dict(found.unused)
    return channels, [f"{key}: {near[key]}?" if near.get(key) else key for key in free]


def check_character(obj: bpy.types.Object) -> None:
    """Raises FaceError where a character's keys cannot be keyed."""
    mesh = obj.data
    if mesh.is_editmode:
        raise FaceError(f"{obj.name}: is in Edit Mode; leave it first")
    if not mesh.is_editable or not mesh.shape_keys.is_editable:
        raise FaceError(f"{obj.name} is linked: use Object > Relations > Make Local first")


def curves_of(
    mesh: bpy.types.Mesh, moved: Retargeted, bound: float
) -> tuple[list[Curve], list[str]]:
    """Curves of the keys that a take moves, and the keys left out because they have a driver.

    bound: millimeters within which keyframes may be dropped, 0 to keep one a frame.
    """
    driven, there = _driven_paths(mesh.shape_keys), set(key_names(mesh))
    found = [index for index, name in enumerate(moved.targets) if name in there]
    left_out = [moved.targets[i] for i in found if key_path(moved.targets[i]) in driven]
    free = [index for index in found if moved.targets[index] not in left_out]
    kept = [slice(None)] * len(free)
    if bound and free:
        shapes = _displacements(mesh, [moved.targets[index] for index in free])
        kept = reduce_keys(moved.values[:, free], shapes, bound / 1000)
    curves = [
        Curve(
            key_path(moved.targets[index]),
            moved.values[rows, index],
            frames=rows if bound else None,
        )
        for index, rows in zip(free, kept, strict=True)
    ]
    return curves, left_out


def key_path(name: str) -> str:
    """Data path of a shape key's value. By name: users sort their keys."""
    return f'{KEYS_PATH}["{bpy.utils.escape_identifier(name)}"].value'


def _driven_paths(keys: bpy.types.Key) -> set[str]:
    animation = keys.animation_data
    return {driver.data_path for driver in animation.drivers} if animation else set()


def _displacements(mesh: bpy.types.Mesh, targets: Sequence[str]) -> np.ndarray:
    """(keys, moved vertices, 3) meters that a unit of each key moves."""
    blocks = mesh.shape_keys.key_blocks
    points = np.empty((2, 3 * len(mesh.vertices)), np.float32)
    shapes = []
    for name in targets:
        blocks[name].data.foreach_get("co", points[0])
        blocks[name].relative_key.data.foreach_get("co", points[1])
        shapes.append((points[0] - points[1]).reshape(-1, 3))
    stacked = np.array(shapes)
    return stacked[:, np.abs(stacked).max(axis=(0, 2)) > 0]


def widen_sliders(mesh: bpy.types.Mesh, curves: Iterable[Curve]) -> None:
    """Let the sliders reach what is keyed: Blender clips animation to their range."""
    blocks = {key_path(block.name): block for block in mesh.shape_keys.key_blocks}
    for curve in curves:
        block, values = blocks[curve.path], curve.values
        if len(values):
            block.slider_min = min(block.slider_min, float(values.min()))
            block.slider_max = max(block.slider_max, float(values.max()))

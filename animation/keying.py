"""Channels on frames become keys: on a face's channels, or on the shape keys of characters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import bpy
import numpy as np

from ..blender.actions import Curve, digest, write_action
from ..blender.scene import scene_fps
from ..characters.links import (
    KEYS_PATH,
    check_character,
    curves_of,
    links_of,
    show_links,
    widen_sliders,
)
from ..data.channels import CHANNELS, REGIONS
from ..data.errors import FaceError, TakeError
from ..data.motion.reduction import reduce_keys
from ..data.motion.settings import Frames, Settings, take_to_frames
from ..data.rigs.retarget import as_blendshapes, retarget
from ..data.takes import Take
from ..face.mesh import problem
from ..face.paths import CHANNELS_PATH, channel_path
from ..face.properties import columns_of
from ..face.stored_model import basis_of
from .joints import check_joints, key_eyes, key_head

_AS_RECORDED = Settings()
_SHAPE_KEYS = "Shape Keys"


@dataclass(frozen=True)
class BakeOptions:
    """What to do with a take. mode: where keys go, as write_action has it. turn_object: key the
    object's rotation too. media: add sound and reference video that lie beside the recording.
    """

    mode: str = "NEW"
    turn_object: bool = False
    media: bool = False


NEW_ACTION = BakeOptions()


def key_face(
    obj: bpy.types.Object,
    take: Take,
    scene: bpy.types.Scene,
    settings: Settings = _AS_RECORDED,
    options: BakeOptions = NEW_ACTION,
    start: int | None = None,
) -> str:
    """Key a face's channels with a take, from a frame on; the scene's end grows to fit.

    start: the frame of the take's in point, the current one unless told.
    Returns one line on what was done. Raises FaceError or TakeError before anything changes.
    """
    mesh = obj.data
    if trouble := problem(mesh):
        raise FaceError(f"{obj.name}: {trouble}")
    columns = columns_of(mesh)
    check_take(take, columns, mesh.blendshape_face.model.name)
    frames = _frames(take, settings, columns, scene)
    first = (scene.frame_current if start is None else start) + frames.offset
    keys = _reduced(mesh, frames, settings.bound)
    former = mesh.animation_data.action if mesh.animation_data else None
    check_joints(obj)
    turned = key_head(obj, take, scene, settings, first, options.mode, options.turn_object)
    key_eyes(obj, take, scene, settings, first, options.mode)
    groups = _grouped(frames, keys, columns)
    written = write_action(
        mesh, take.source.stem, groups, first, options.mode, keep_others=bool(settings.regions)
    )
    _remember_digest(mesh, mesh, CHANNELS_PATH, written, options)
    report = f"{take.summary(columns)}; {_grow(scene, first, frames)}"
    if keys:
        report += _count_kept(sum(map(len, keys)), frames.values.size, settings)
    if options.turn_object and not turned:
        report += "; no head pose in the file"
    if former and options.mode == "NEW":
        report += f"; the former action {former.name!r} stays in the file"
    return report


def key_characters(
    characters: Sequence[bpy.types.Object],
    take: Take,
    scene: bpy.types.Scene,
    settings: Settings = _AS_RECORDED,
    options: BakeOptions = NEW_ACTION,
    start: int | None = None,
) -> str:
    """Key the shape keys of meshes with a take by their links, and what turns with head and eyes.

    Other keys, drivers and actions stay; a key with a driver is left to it.
    Arguments and errors are those of key_face.
    """
    links = {}
    for obj in characters:
        check_character(obj)
        links[obj] = links_of(obj.data)
        check_joints(obj)
    channels, values = as_blendshapes(take.names, take.values)
    take = replace(take, names=channels, values=values)
    sources = dict.fromkeys(link.source for own in links.values() for link in own)
    check_take(take, tuple(sources), characters[0].name, "link others in the panel Rig")
    frames = _frames(take, settings, tuple(sources), scene)
    first = (scene.frame_current if start is None else start) + frames.offset
    moved = {own: retarget(own, frames.names, frames.values) for own in set(links.values())}
    curves = {obj: curves_of(obj.data, moved[own], settings.bound) for obj, own in links.items()}
    report = f"{take.summary(tuple(sources))}; {_grow(scene, first, frames)}"
    for obj, (own, left_out) in curves.items():
        keys = obj.data.shape_keys
        key_head(obj, take, scene, settings, first, options.mode, options.turn_object)
        key_eyes(obj, take, scene, settings, first, options.mode)
        show_links(obj.data)
        widen_sliders(obj.data, own)
        groups = {_SHAPE_KEYS: own}
        written = write_action(
            keys, take.source.stem, groups, first, options.mode, keep_others=True
        )
        _remember_digest(obj.data, keys, KEYS_PATH, written, options)
        report += f"; {obj.name}: {len(own)} shape keys"
        if left_out:
            report += f", {len(left_out)} left to their drivers"
    if settings.bound:
        kept = sum(len(curve.values) for own, _ in curves.values() for curve in own)
        total = sum(len(frames.values) * len(own) for own, _ in curves.values())
        report += _count_kept(kept, total, settings)
    return report


def check_take(
    take: Take,
    columns: Sequence[str],
    driven: str,
    remedy: str = "load a model for the kind of channels that the recording has",
) -> None:
    """Raises TakeError where nothing in a take is for these columns."""
    usable = [name for name in columns if name in take.names]
    if not usable or np.isnan(take.values[:, [take.names.index(name) for name in usable]]).all():
        raise TakeError(f"{take.source.name}: holds none of the channels of {driven}; {remedy}")


def _frames(
    take: Take, settings: Settings, columns: Sequence[str], scene: bpy.types.Scene
) -> Frames:
    frames = take_to_frames(take, settings, columns, scene_fps(scene))
    if not frames.names:
        raise TakeError(f"{take.source.name}: holds no channel of the chosen regions")
    return frames


def _grow(scene: bpy.types.Scene, first: int, frames: Frames) -> str:
    last = first + len(frames.values) - 1
    scene.frame_end = max(scene.frame_end, last)
    return f"keyed frames {first} to {last}"


def _count_kept(kept: int, total: int, settings: Settings) -> str:
    return f"; kept {kept} of {total} keys within {settings.bound:g} mm"


def _remember_digest(
    mesh: bpy.types.Mesh,
    owner: bpy.types.ID,
    prefix: str,
    written: dict[str, int],
    options: BakeOptions,
) -> None:
    # A strip's keys are not those of the present action, which the digest is of.
    written = {} if options.mode == "STRIP" else written
    mesh.blendshape_face.take.digest = digest(owner, prefix, written)


def _reduced(mesh: bpy.types.Mesh, frames: Frames, bound: float) -> list[np.ndarray] | None:
    """For each channel the frames that the bound in mm asks to key; None for all of them."""
    if not bound:
        return None
    columns = columns_of(mesh)
    basis = basis_of(mesh.blendshape_face.model)
    rows = [columns.index(name) for name in frames.names]
    values = frames.values
    if basis.ceiling is not None:  # what the model clips does not move the mesh
        values = np.clip(values, basis.floor[rows], basis.ceiling[rows])
    return reduce_keys(values, basis.shapes[rows], bound / 1000)


def _grouped(
    frames: Frames, keys: list[np.ndarray] | None, columns: Sequence[str]
) -> dict[str, list[Curve]]:
    groups: dict[str, list[Curve]] = {}
    for index, (name, values) in enumerate(zip(frames.names, frames.values.T, strict=True)):
        path = channel_path(columns.index(name))
        kept = keys[index] if keys else None
        curve = Curve(path, values) if kept is None else Curve(path, values[kept], frames=kept)
        groups.setdefault(REGIONS[CHANNELS[name].region], []).append(curve)
    return groups

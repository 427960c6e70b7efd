"""A recording becomes keys: which of its faces go where, and what is remembered of it."""

from collections.abc import Sequence
from pathlib import Path

import bpy
from mathutils import Vector

from ..blender.actions import digest
from ..blender.media import add_reference_video, add_sound, find_media
from ..characters.links import KEYS_PATH, active_characters, is_character
from ..data.bundled import bundled
from ..data.channels import HARD_RANGE
from ..data.errors import FaceError, TakeError
from ..data.motion.settings import Settings
from ..data.takes import ReadOptions, Take, read_takes
from ..face.mesh import problem
from ..face.objects import active_face, new_face
from ..face.paths import CHANNELS_PATH
from ..face.properties import columns_of
from .keying import NEW_ACTION, BakeOptions, check_take, key_characters, key_face

_BESIDE = Vector((0.22, 0, 0))
"""Meters from one face of a recording to the next."""


def import_take(
    context: bpy.types.Context,
    path: str | Path,
    reading: ReadOptions,
    options: BakeOptions = NEW_ACTION,
) -> str:
    """Read a recording and key the active face or character with it, or a new face where neither
    is active.

    Returns one line on what was done. Raises FaceError before anything changes.
    """
    return key_takes(context, read_takes(path, reading), reading, options)


def key_takes(
    context: bpy.types.Context, takes: Sequence[Take], reading: ReadOptions, options: BakeOptions
) -> str:
    """Key the faces of one recording: the active face with the first, new ones with the others.
    A character, and those selected with it, takes the only one.

    Returns one line on what was done. Raises FaceError before anything changes.
    """
    start = context.scene.frame_current
    if characters := active_characters(context):
        reports = [_to_characters(characters, takes, context.scene, reading, options)]
    else:
        reports = _to_faces(context, takes, reading, options)
    if options.media:
        reports.append(add_media(context.scene, takes[0].source, start))
    return " | ".join(filter(None, reports))


def _to_characters(
    characters: Sequence[bpy.types.Object],
    takes: Sequence[Take],
    scene: bpy.types.Scene,
    reading: ReadOptions,
    options: BakeOptions,
) -> str:
    take, *others = takes
    if others:
        faces = ", ".join(take.faces)
        raise FaceError(f"{take.source.name}: holds several faces ({faces}); choose one of them")
    start, settings = scene.frame_current, settings_of(characters[0].data)
    report = key_characters(characters, take, scene, settings, options, start)
    for obj in characters:
        remember(obj, take, reading, start)
    return report


def _to_faces(
    context: bpy.types.Context, takes: Sequence[Take], reading: ReadOptions, options: BakeOptions
) -> list[str]:
    face = active_face(context)
    model = None if face else bundled(takes[0].scale)
    columns = model.columns if model else columns_of(face.data)
    if face and (trouble := problem(face.data)):
        raise FaceError(f"{face.name}: {trouble}")
    for take in takes:
        check_take(take, columns, model.name if model else face.data.blendshape_face.model.name)
    scene, reports = context.scene, []
    start = scene.frame_current
    for number, take in enumerate(takes):
        if number or face is None:
            place = face.location + _BESIDE if face else None
            face = new_face(context, model or bundled(take.scale))
            if place:
                face.location = place
            if take.face:
                face.name = f"Face {take.face}"
        remember(face, take, reading, start)
        reports.append(key_face(face, take, scene, settings_of(face.data), options, start))
    return reports


def add_media(scene: bpy.types.Scene, path: Path, start: int) -> str:
    """Add the sound and the video beside a recording, in sync; says which, or what is wrong."""
    sound, video = find_media(path)
    added = []
    try:
        if sound:
            add_sound(scene, sound, start)
            added.append(f"sound {sound.name}")
        if video and scene.camera:
            add_reference_video(scene, scene.camera, video, start)
            added.append(f"video {video.name} behind the camera")
    except FaceError as error:  # the take is keyed: that much is done
        added.append(str(error))
    return ", ".join(added)


def remember(obj: bpy.types.Object, take: Take, reading: ReadOptions, start: int) -> None:
    """Keep on the face where its take came from and how it was read."""
    kept = obj.data.blendshape_face.take
    kept.filepath, kept.frame_start = str(take.source), start
    kept.fps, kept.face = reading.fps, take.face or reading.face
    kept.convention, kept.unit = reading.head.convention, reading.head.unit
    kept.flip = set(reading.head.flip)


def bake_again(obj: bpy.types.Object, scene: bpy.types.Scene, options: BakeOptions) -> str:
    """Read a face's or character's recording once more and key it with the present settings.

    Raises TakeError, and keeps the keys, when the file is gone.
    """
    kept = obj.data.blendshape_face.take
    if not kept.filepath:
        raise FaceError(f"{obj.name}: has no recording yet; import one")
    path = Path(bpy.path.abspath(kept.filepath))
    if not path.is_file():
        raise TakeError(f"{path.name}: is no longer at {path.parent}; the keys stay as they are")
    take = read_takes(path, kept.read_options())[0]
    settings, start = settings_of(obj.data), kept.frame_start
    if is_character(obj):
        return key_characters([obj], take, scene, settings, options, start)
    return key_face(obj, take, scene, settings, options, start)


def was_edited(mesh: bpy.types.Mesh) -> bool:
    """Whether the keys on the channels or shape keys are no longer those of the last bake."""
    kept = mesh.blendshape_face.take.digest
    if not kept:
        return False
    if mesh.shape_keys:
        return kept != digest(mesh.shape_keys, KEYS_PATH, {})
    return kept != digest(mesh, CHANNELS_PATH, {})


def settings_of(mesh: bpy.types.Mesh) -> Settings:
    face = mesh.blendshape_face
    gains = {channel.name: channel.gain for channel in face.channels if channel.gain != 1}
    limits = {channel.name: tuple(channel.limits) for channel in face.channels}
    return face.take.settings(
        gains, {name: limit for name, limit in limits.items() if limit != HARD_RANGE}
    )

"""A recording becomes keys: which of its faces go where, and what is remembered of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import bpy
from mathutils import Vector

from ..blender.media import (
    Namesakes,
    add_reference_video,
    add_sound,
    files_by_name,
    find_media,
)
from ..characters.casting import cast
from ..characters.objects import chosen_meshes, is_character
from ..data.bundled import bundled
from ..data.errors import FaceError, TakeError
from ..data.model import FaceModel
from ..data.motion.settings import Settings
from ..data.takes import ReadOptions, Take, read_takes
from ..face.model_fit import better_model
from ..face.objects import NAME, active_face, new_face
from ..face.repair import switch_model
from ..face.take_paths import recording_of
from .kept_takes import remember, settings_of
from .keying import apply, key_characters, key_face
from .options import NEW_ACTION, BakeOptions
from .plan import AS_RECORDED, KeyPlan, plan_keys
from .targets import face_target, new_face_target

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
    context: bpy.types.Context,
    takes: Sequence[Take],
    reading: ReadOptions,
    options: BakeOptions,
) -> str:
    """Key the faces of one recording: the active face with the first, new ones with the others.
    Characters, which the user has chosen in place of a face, take the only one.

    Returns one line on what was done. Raises FaceError before anything changes.
    """
    start = options.start_in(context.scene)
    chosen = chosen_meshes(context)
    if chosen:
        characters, left_out = cast(chosen)
        report = _to_characters(
            characters,
            takes,
            context.scene,
            reading,
            options,
        )
        reports = [report, *(f"left out {reason}" for reason in left_out)]
    else:
        reports = _to_faces(context, takes, reading, options)
    if options.media:
        source = takes[0].source
        media = add_media(context.scene, source, start)
        reports.append(", ".join((*media.added, *media.refused)))
    return " | ".join(report for report in reports if report)


def key_new_face(
    context: bpy.types.Context,
    takes: Sequence[Take],
    reading: ReadOptions,
    options: BakeOptions,
    model_file: Path | None = None,
) -> tuple[bpy.types.Object, str]:
    """Key the first face of a recording on a new one, which has the model of a file or the bundled
    one, in a scene that takes on the recording's rate and length.

    Returns the face, and one line on what was done. Raises FaceError.
    """
    scene = context.scene
    main = takes[0]
    # Each sample falls on a frame of its own: 23.976 is 24 / 1.001.
    scene.render.fps = max(1, round(main.fps))
    scene.render.fps_base = scene.render.fps / main.fps
    # The end grows with what is keyed.
    scene.frame_start = 1
    scene.frame_end = 1
    face = new_face(context, bundled(main.scale))
    if model_file:
        switch_model(face, model_file)
    return face, key_takes(context, takes, reading, options)


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
    start = options.start_in(scene)
    # The panel shows the settings of the first: the active one, if it is among them.
    settings = _settings(characters[0].data, options)
    report = key_characters(
        characters,
        take,
        scene,
        settings,
        options,
        start,
    )
    for obj in characters:
        _keep_smoothing(obj.data, options)
        remember(obj, take, reading, start)
    return report


def takes_settings(mesh: bpy.types.Mesh) -> bool:
    """Whether a mesh has settings of a take already, by a take or by a script."""
    take = mesh.blendshape_face.take
    return bool(take.filepath) or take.is_property_set("smoothing")


def _settings(mesh: bpy.types.Mesh, options: BakeOptions) -> Settings:
    """How a take becomes curves of a mesh that is there."""
    settings = settings_of(mesh)
    if takes_settings(mesh):
        return settings
    return replace(settings, smoothing=options.smoothing)


def _keep_smoothing(mesh: bpy.types.Mesh, options: BakeOptions) -> None:
    """So that the take is baked again as it was."""
    if options.smoothing and not takes_settings(mesh):
        mesh.blendshape_face.take.smoothing = options.smoothing


class _Casting(NamedTuple):
    """Which face plays a take: one that is there, or one to be made of a model."""

    take: Take
    face: bpy.types.Object | None
    model: FaceModel | None
    plan: KeyPlan


def _to_faces(
    context: bpy.types.Context,
    takes: Sequence[Take],
    reading: ReadOptions,
    options: BakeOptions,
) -> list[str]:
    scene = context.scene
    start = options.start_in(scene)
    # All of the takes are planned before the first is written, so that a refused one leaves none.
    castings = _cast(context, takes, options)
    reports = []
    former = active_face(context)
    for take, face, model, plan in castings:
        if face is None:
            face = _add_face(context, model, take.face, beside=former)
        reports.append(apply(plan, [face], scene))
        _keep_smoothing(face.data, options)
        remember(face, take, reading, start)
        reports.append(_hint_on_model(face))
        former = face
    return reports


def _hint_on_model(face: bpy.types.Object) -> str:
    better = better_model(face.data)
    return f"made for the model {better}: the panel Face switches to it" if better else ""


def _cast(
    context: bpy.types.Context,
    takes: Sequence[Take],
    options: BakeOptions,
) -> list[_Casting]:
    """The active face plays the first take, new faces play the others. Nothing is made yet."""
    active = active_face(context)
    castings = []
    for number, take in enumerate(takes):
        if active and number == 0:
            face = active
            model = None
            target = face_target(face, options)
            settings = _settings(face.data, options)
        else:
            face = None
            # Without an active face all get the model of the first, to be compared with it.
            tracker = take if active else takes[0]
            model = bundled(tracker.scale)
            target = new_face_target(context, model, options)
            # As the new face will have them.
            settings = replace(AS_RECORDED, smoothing=options.smoothing)
        plan = plan_keys(
            [target],
            take,
            context.scene,
            settings,
            options,
            options.start_in(context.scene),
        )
        castings.append(_Casting(take, face, model, plan))
    return castings


def _add_face(
    context: bpy.types.Context,
    model: FaceModel,
    label: str,
    beside: bpy.types.Object | None,
) -> bpy.types.Object:
    """label: what the recording calls it. beside: the face before it, if there is one."""
    face = new_face(context, model)
    if beside:
        face.location = beside.location + _BESIDE
    if label:
        face.name = f"{NAME} {label}"
    return face


class Media(NamedTuple):
    """What was added beside a take, and why something that lies there could not be."""

    added: list[str]
    refused: list[str]


def add_media(
    scene: bpy.types.Scene,
    path: Path,
    start: int,
    list_folder: Callable[[Path], Namesakes] = files_by_name,
) -> Media:
    """Add the sound and the video beside a recording, in sync."""
    sound, video = find_media(path, list_folder)
    added = []
    refused = []
    try:
        if sound:
            add_sound(scene, sound, start)
            added.append(f"sound {sound.name}")
        if video and scene.camera:
            add_reference_video(scene, scene.camera, video, start)
            added.append(f"video {video.name} behind the camera")
    except FaceError as error:  # the take is keyed: that much is done
        refused.append(str(error))
    return Media(added, refused)


def bake_again(
    obj: bpy.types.Object,
    scene: bpy.types.Scene,
    options: BakeOptions,
) -> str:
    """Read a face's or character's recording once more and key it with the present settings.

    Raises TakeError, and keeps the keys, when the file is gone.
    """
    kept = obj.data.blendshape_face.take
    if not kept.filepath:
        raise FaceError(f"{obj.name}: has no recording yet; import one")
    path = recording_of(obj.data)
    if not path.is_file():
        raise TakeError(f"{path.name}: is no longer at {path.parent}; the keys stay as they are")
    take = read_takes(path, kept.read_options())[0]
    settings = settings_of(obj.data)
    if is_character(obj):
        return key_characters(
            [obj],
            take,
            scene,
            settings,
            options,
            kept.frame_start,
        )
    return key_face(
        obj,
        take,
        scene,
        settings,
        options,
        kept.frame_start,
    )

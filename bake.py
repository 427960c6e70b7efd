"""A take becomes keyframes on a face."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import bpy
import numpy as np
from mathutils import Matrix, Vector

from .animation import (
    CHANNELS_PATH,
    Curve,
    channel_path,
    digest,
    fcurves,
    scene_fps,
    write_action,
)
from .data.channels import CHANNELS, HARD_RANGE, POSE, REGIONS, names
from .data.errors import FaceError, TakeError
from .data.pose import head_rotation
from .data.reduction import reduce_keys
from .data.settings import Frames, Settings, take_to_frames
from .data.takes import ReadOptions, Take, read_takes
from .face_mesh import problem
from .faces import active_face, default_model, new_face
from .media import add_reference_video, add_sound, find_media
from .packed_model import basis_of
from .properties import columns_of

_HEAD_GROUP = "Head"
_BESIDE = Vector((0.22, 0, 0))
"""Metres from one face of a recording to the next."""
_AS_RECORDED = Settings()


@dataclass(frozen=True)
class BakeOptions:
    """What to do with a take. mode: where keys go, as write_action has it. turn_object: key the
    object's rotation too. media: add sound and reference video that lie beside the recording.
    """

    mode: str = "NEW"
    turn_object: bool = False
    media: bool = False


_NEW_ACTION = BakeOptions()


def import_take(
    context: bpy.types.Context,
    path: str | Path,
    reading: ReadOptions,
    options: BakeOptions = _NEW_ACTION,
) -> str:
    """Read a recording and key the active face with it, or a new one where none is active.

    Returns one line on what was done. Raises FaceError before anything changes.
    """
    return key_takes(context, read_takes(path, reading), reading, options)


def key_takes(
    context: bpy.types.Context, takes: Sequence[Take], reading: ReadOptions, options: BakeOptions
) -> str:
    """Key the faces of one recording: the active face with the first, new ones with the others.

    Returns one line on what was done. Raises FaceError before anything changes.
    """
    face = active_face(context)
    model = None if face else default_model()
    columns = model.columns if model else columns_of(face.data)
    if face and (trouble := problem(face.data)):
        raise FaceError(f"{face.name}: {trouble}")
    for take in takes:
        _check(take, columns, model.name if model else face.data.blendshape_face.model.name)
    scene, reports = context.scene, []
    start = scene.frame_current
    for number, take in enumerate(takes):
        if number or face is None:
            place = face.location + _BESIDE if face else None
            face = new_face(context, model or default_model())
            if place:
                face.location = place
            if take.face:
                face.name = f"Face {take.face}"
        remember(face, take, reading, start)
        reports.append(key_take(face, take, scene, settings_of(face.data), options, start))
    if options.media:
        reports.append(add_media(scene, takes[0].source, start))
    return " | ".join(filter(None, reports))


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
    """Read a face's recording once more and key it with the present settings.

    Raises TakeError, and keeps the keys, when the file is gone.
    """
    kept = obj.data.blendshape_face.take
    if not kept.filepath:
        raise FaceError(f"{obj.name}: has no recording yet; import one")
    path = Path(bpy.path.abspath(kept.filepath))
    if not path.is_file():
        raise TakeError(f"{path.name}: is no longer at {path.parent}; the keys stay as they are")
    take = read_takes(path, kept.read_options())[0]
    settings = settings_of(obj.data)
    return key_take(obj, take, scene, settings, options, kept.frame_start)


def was_edited(mesh: bpy.types.Mesh) -> bool:
    """Whether the keys on the channels are no longer those of the last bake."""
    kept = mesh.blendshape_face.take.digest
    return bool(kept) and kept != digest(mesh, CHANNELS_PATH, {})


def settings_of(mesh: bpy.types.Mesh) -> Settings:
    face = mesh.blendshape_face
    gains = {channel.name: channel.gain for channel in face.channels if channel.gain != 1}
    limits = {channel.name: tuple(channel.limits) for channel in face.channels}
    return face.take.settings(
        gains, {name: limit for name, limit in limits.items() if limit != HARD_RANGE}
    )


def key_take(
    obj: bpy.types.Object,
    take: Take,
    scene: bpy.types.Scene,
    settings: Settings = _AS_RECORDED,
    options: BakeOptions = _NEW_ACTION,
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
    _check(take, columns, mesh.blendshape_face.model.name)
    frames = take_to_frames(take, settings, columns, scene_fps(scene))
    if not frames.names:
        raise TakeError(f"{take.source.name}: holds no channel of the chosen regions")
    first = (scene.frame_current if start is None else start) + frames.offset
    keys = _keys(mesh, frames, settings.bound)
    former = mesh.animation_data.action if mesh.animation_data else None
    turning = options.turn_object and take.head is not None
    if turning:
        head = take_to_frames(take, _only_head(settings), names(POSE), scene_fps(scene))
        _key_rotation(obj, head.values, f"{take.source.stem} head", first, options.mode)
    groups = _grouped(frames, keys, columns)
    written = write_action(
        mesh, take.source.stem, groups, first, options.mode, keep_others=bool(settings.regions)
    )
    # A strip's keys are not those of the present action, which the digest is of.
    written = {} if options.mode == "STRIP" else written
    mesh.blendshape_face.take.digest = digest(mesh, CHANNELS_PATH, written)
    last = first + len(frames.values) - 1
    scene.frame_end = max(scene.frame_end, last)
    report = f"{take.summary(columns)}; keyed frames {first} to {last}"
    if keys:
        kept, all_keys = sum(map(len, keys)), frames.values.size
        report += f"; kept {kept} of {all_keys} keys within {settings.bound:g} mm"
    if options.turn_object and not turning:
        report += "; no head pose in the file"
    if former and options.mode == "NEW":
        report += f"; the former action {former.name!r} stays in the file"
    return report


def _keys(mesh: bpy.types.Mesh, frames: Frames, bound: float) -> list[np.ndarray] | None:
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


def _check(take: Take, columns: Sequence[str], model_name: str) -> None:
    usable = [name for name in columns if name in take.names]
    if not usable or np.isnan(take.values[:, [take.names.index(name) for name in usable]]).all():
        raise TakeError(
            f"{take.source.name}: holds none of the channels of {model_name}; load a model for "
            "blendshapes, action units or emotions as the recording has them"
        )


def _only_head(settings: Settings) -> Settings:
    return replace(settings, regions=frozenset({"pose"}))


def _key_rotation(
    obj: bpy.types.Object, head: np.ndarray, name: str, first: int, mode: str
) -> None:
    path, convert = _rotation_property(obj)
    base = obj.matrix_basis.to_3x3().normalized()
    if any(fcurve.data_path == path for fcurve in fcurves(obj)):
        # It turns with the head already: start from how it stands without the present head pose.
        shown = [obj.data.blendshape_face.channels[angle].value for angle in names(POSE)]
        base = base @ Matrix(head_rotation(np.array([shown]))[0]).inverted()
    values, previous = [], None
    for rotation in head_rotation(head):
        previous = convert(base @ Matrix(rotation), previous)
        values.append(tuple(previous))
    axes = enumerate(zip(*values, strict=True))
    curves = [Curve(path, np.array(axis), index) for index, axis in axes]
    write_action(obj, name, {_HEAD_GROUP: curves}, first, mode, keep_others=True)


def _rotation_property(obj: bpy.types.Object):
    """The data path that the rotation mode uses, and the conversion of a matrix to its values,
    each continuous with the one before.
    """
    if obj.rotation_mode == "QUATERNION":

        def to_quaternion(matrix, previous):
            quaternion = matrix.to_quaternion()
            if previous is not None:
                quaternion.make_compatible(previous)
            return quaternion

        return "rotation_quaternion", to_quaternion
    if obj.rotation_mode == "AXIS_ANGLE":

        def to_axis_angle(matrix, _previous):
            axis, angle = matrix.to_quaternion().to_axis_angle()
            return (angle, *axis)

        return "rotation_axis_angle", to_axis_angle

    def to_euler(matrix, previous):
        return matrix.to_euler(obj.rotation_mode, *([previous] if previous else []))

    return "rotation_euler", to_euler

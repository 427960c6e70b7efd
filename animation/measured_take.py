"""The measured meshes of a recording in the scene, and a face's animation measured against them."""

from dataclasses import replace

import bpy
import numpy as np

from ..blender.scene import scene_fps
from ..data.alignment.mirror import mirror_meshes
from ..data.anatomy.topology import LANDMARKS
from ..data.bundled import TITLES, bundled
from ..data.channels import POSE, names
from ..data.errors import FaceError, TakeError
from ..data.meshes.comparison import Compared, compare_models
from ..data.meshes.deviations import Deviations, deviations
from ..data.meshes.solved import Solved
from ..data.motion.settings import Settings, take_to_frames
from ..data.takes import Take
from ..data.takes.reading import read_solved
from ..face.measured import MeasuredFrames, add_measured, frames_of, measured_of
from ..face.mesh import problem
from ..face.person import face_basis
from ..face.properties import columns_of, is_converted, is_face, model_of
from ..face.take_paths import recording_of
from .kept_takes import settings_of
from .sampling import sample_face

_MILLIMETERS = 1000


def show_measured(
    context: bpy.types.Context,
    face: bpy.types.Object,
    own_form: bool = False,
    over: bool = False,
) -> str:
    """Read the meshes of a face's recording and show them with it, in sync with its keys.

    own_form: with the form of the measured person; else their motion on the face's own form, which
    is what can be compared. over: where the face is. Returns one line. Raises FaceError before
    anything changes.
    """
    take, solved = _read(face)
    mesh = face.data
    rest = face_basis(mesh).rest
    meshes = solved.meshes
    if not own_form:
        meshes = meshes - solved.neutral + rest[: meshes.shape[1]]
    meshes = _with_irises(meshes, rest)
    settings = settings_of(mesh)
    frames = _on_frames(take, meshes, settings, scene_fps(context.scene))
    first = mesh.blendshape_face.take.frame_start + frames.first
    obj = add_measured(context, face, frames._replace(first=first), over)
    far = solved.deviations
    return (
        f"{obj.name}: frames {first} to {first + len(frames.meshes) - 1}; its channels by "
        f"{solved.model} leave {far.whole_rms * _MILLIMETERS:.2f} mm (root mean square) and "
        f"explain {far.explained:.1%} of the motion"
    )


def _read(face: bpy.types.Object) -> tuple[Take, Solved]:
    """A face's recording by its meshes, and what became of these. Raises FaceError."""
    kept = face.data.blendshape_face.take
    if not kept.filepath:
        raise FaceError(f"{face.name}: has no recording yet; import one that holds meshes")
    path = recording_of(face.data)
    if not path.is_file():
        raise TakeError(f"{path.name}: is no longer at {path.parent}")
    return read_solved(path, kept.read_options())


def _with_irises(meshes: np.ndarray, rest: np.ndarray) -> np.ndarray:
    """Meshes (n, p, 3) with those of a face at rest (478, 3) where none were measured."""
    irises = rest[meshes.shape[1] :]
    every = np.broadcast_to(irises, (len(meshes), *irises.shape))
    return np.concatenate([meshes, every], axis=1)


def _on_frames(
    take: Take,
    meshes: np.ndarray,
    settings: Settings,
    fps: float,
) -> MeasuredFrames:
    """Meshes (n, 478, 3) of a take on the scene's frames; first: from where the take begins."""
    if settings.mirror:
        meshes = mirror_meshes(meshes)
    # Each coordinate goes the way that channels go; what changes a channel's size is left out.
    columns = tuple(map(str, range(meshes[0].size)))
    flat = meshes.reshape(len(meshes), -1).astype(np.float32)
    chain = Settings(
        longest_gap=settings.longest_gap,
        speed=settings.speed,
        start=settings.start,
        end=settings.end,
    )
    coordinates = replace(take, names=columns, values=flat, head=None)
    frames = take_to_frames(coordinates, chain, columns, fps)
    return MeasuredFrames(frames.offset, frames.values.reshape(-1, LANDMARKS, 3))


def deviations_of(context: bpy.types.Context, face: bpy.types.Object) -> tuple[int, Deviations]:
    """The first frame, and how far a face's animation is from its measured mesh from there on.

    Raises FaceError where it has none, or cannot be moved.
    """
    measured = measured_of(face)
    if measured is None:
        raise FaceError(f"{face.name}: has no measured mesh yet; add it first")
    mesh = face.data
    if not is_converted(mesh):
        trouble = problem(mesh)
        if trouble:
            raise FaceError(f"{face.name}: {trouble}")
    frames = frames_of(measured)
    last = frames.first + len(frames.meshes) - 1
    depsgraph = context.evaluated_depsgraph_get()
    take = sample_face(face, context.scene, depsgraph, frames.first, last)
    angles = np.zeros((len(take.values), len(POSE)), np.float32) if take.head is None else take.head
    sampled = np.hstack([take.values, angles])
    of_name = dict(zip((*take.names, *names(POSE)), sampled.T, strict=True))
    values = np.stack([of_name[name] for name in columns_of(mesh)], axis=1)
    basis = face_basis(mesh)
    shown = basis.positions(values).reshape(frames.meshes.shape)
    return frames.first, deviations(frames.meshes, shown, basis.rest)


def models_compared(face: bpy.types.Object) -> list[Compared]:
    """What each model of the file and each bundled one makes of the meshes of a face's recording,
    the best first. Raises FaceError.
    """
    models = {name: bundled(name) for name in TITLES}
    for other in bpy.data.objects:
        if is_face(other):
            model = model_of(other.data)
            models.setdefault(model.name.removesuffix(".npz"), model)
    take, solved = _read(face)
    meshes = solved.meshes.astype(np.float64)
    return compare_models(meshes, list(models.values()), take.source.name)

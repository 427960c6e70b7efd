"""What was recorded becomes a file, a take and keys."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import bpy

from ..animation.kept_takes import remember, settings_of
from ..animation.keying import apply
from ..animation.options import BakeOptions
from ..animation.plan import KeyPlan, plan_keys
from ..animation.targets import character_target, face_target
from ..blender.extension import user_folder
from ..characters.objects import has_shape_keys
from ..data.channels import REGIONS
from ..data.errors import FaceError, LiveError
from ..data.live import Received, adjusted, take_of, writer_for
from ..data.motion.settings import Settings
from ..data.takes import ReadOptions, Take, read_takes
from .properties import LiveProperties
from .targets import targets_of

_FOLDER = "recordings"
"""Of the extension's own folder, for files without a .blend beside them."""
_UNSAVED = "live"
"""What their names begin with."""
_GAINED = frozenset(REGIONS) - {"pose"}
"""Regions that the stream's gain is for."""


def file_for_now() -> Path:
    """A new file beside the .blend, or in the extension's own folder where there is none."""
    blend = Path(bpy.data.filepath)
    folder = blend.parent if bpy.data.filepath else user_folder(_FOLDER)
    stem = blend.stem if bpy.data.filepath else _UNSAVED
    moment = datetime.now().strftime("%Y-%m-%d_%H-%M-%S")
    path = folder / f"{stem}_{moment}.csv"
    number = 2
    while path.exists():
        path = folder / f"{stem}_{moment}_{number}.csv"
        number += 1
    return path


def write(received: Sequence[Received], title: str, path: Path) -> Take:
    """Write what came as a file of a known format, and return the take. Raises FaceError.

    title: of the protocol.
    """
    take = take_of(received, path, title)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LiveError(f"{path.parent}: cannot be made ({error.strerror})") from error
    writer_for(take).write(path, take)
    return take


def rescue(received: Sequence[Received], title: str) -> None:
    """Keep a recording as a file that ended with its stream, if there is anything to keep."""
    with suppress(FaceError, OSError):
        print(f"Recording: {write(received, title, file_for_now()).source}")


def key(
    received: Sequence[Received],
    title: str,
    scene: bpy.types.Scene,
    first: int,
) -> str:
    """Write what came, and key all that follow with what the file holds, from a frame on.

    Gain and mirror become settings of the take; a neutral is taken away before it is written.
    Returns one line on what was done. Raises FaceError before anything in the scene changes.
    """
    live = scene.blendshape_face_live
    # The file holds what the sender sent; a face at rest is the sender's, too.
    as_sent = replace(live.adjustment(), gain=1.0, mirror=False)
    frames = [Received(adjusted(each.frame, as_sent), each.arrived) for each in received]
    recorded = write(frames, title, file_for_now())
    reading = ReadOptions(fps=recorded.fps)
    # What the file holds, so that baking it again gives the same.
    take = read_takes(recorded.source, reading)[0]
    count = len(take.times)
    done = [f"{count} samples, {take.duration:.1f} s, clock: {recorded.clock}"]
    objects = targets_of(scene)
    try:
        plans = [_plan(obj, take, scene, first) for obj in objects]
    except FaceError as error:
        raise LiveError(f"{error}; the recording is kept: import {take.source}") from error
    for obj, plan in zip(objects, plans, strict=True):
        apply(plan, [obj], scene)
        remember(obj, take, reading, first)
        _keep_settings(obj.data, live)
        done.append(f"{obj.name}: keyed frames {plan.first} to {plan.last}")
    return "; ".join([*done, f"kept as {take.source}"])


def _plan(obj: bpy.types.Object, take: Take, scene: bpy.types.Scene, first: int) -> KeyPlan:
    """What keying one face or character will write. Raises FaceError."""
    live = scene.blendshape_face_live
    options = BakeOptions(turn_object=live.turn_object)
    make = character_target if has_shape_keys(obj) else face_target
    return plan_keys(
        [make(obj, options)],
        take,
        scene,
        _settings_of(obj.data, live),
        options,
        first,
    )


def _settings_of(mesh: bpy.types.Mesh, live: LiveProperties) -> Settings:
    """A mesh's own settings of takes, with the gain and the mirror of the stream."""
    settings = settings_of(mesh)
    gains = {name: gain for name, gain in settings.gains.items() if name not in REGIONS}
    if live.gain != 1:
        gains |= dict.fromkeys(_GAINED, live.gain)
    return replace(settings, gains=gains, mirror=live.mirror)


def _keep_settings(mesh: bpy.types.Mesh, live: LiveProperties) -> None:
    """The same in the panel Take, for baking it again."""
    kept = mesh.blendshape_face.take
    kept.mirror = live.mirror
    kept.gains = [live.gain if region in _GAINED else 1.0 for region in REGIONS]

"""Markers in the timeline for what happens in a take."""

from collections.abc import Iterator
from typing import NamedTuple

import bpy

from ..blender.scene import scene_fps
from ..data.errors import FaceError, TakeError
from ..data.motion.events import blinks, gaps
from ..data.takes import Take, read_takes
from ..face.take_paths import recording_of
from .kept_takes import settings_of

BLINK = "blink"
LOST = "lost"
BACK = "back"
"""Kinds of markers, which are named "Face: blink" by the object. Blender 5 lets markers have no
property that could say whose they are.
"""


class _Mark(NamedTuple):
    kind: str
    seconds: float


def mark_take(
    obj: bpy.types.Object,
    scene: bpy.types.Scene,
    *,
    with_blinks: bool,
    with_gaps: bool,
) -> str:
    """Read the recording once more and mark what happens in it; former markers of it go.

    Returns one line on what was done. Raises FaceError or TakeError before anything changes.
    """
    kept = obj.data.blendshape_face.take
    if not kept.filepath:
        raise FaceError(f"{obj.name}: has no recording yet; import one")
    path = recording_of(obj.data)
    if not path.is_file():
        raise TakeError(f"{path.name}: is no longer at {path.parent}; the markers stay as they are")
    take = read_takes(path, kept.read_options())[0]
    marks = list(_marks(take, with_blinks, with_gaps))
    remove_marks(obj, scene)
    kept.marked = obj.name
    added = [mark.kind for mark in marks if _add(obj, scene, take, mark)]
    number = added.count(BLINK)
    return f"{number} blinks and {len(added) - number} ends of gaps marked"


def _marks(take: Take, with_blinks: bool, with_gaps: bool) -> Iterator[_Mark]:
    if with_blinks:
        for seconds in blinks(take):
            yield _Mark(BLINK, seconds)
    if with_gaps:
        for gap in gaps(take):
            yield _Mark(LOST, gap.start)
            yield _Mark(BACK, gap.end)


def _add(
    obj: bpy.types.Object,
    scene: bpy.types.Scene,
    take: Take,
    mark: _Mark,
) -> bool:
    """Whether the moment is in the part of the take that was keyed."""
    settings = settings_of(obj.data)
    start = settings.start or 0.0
    end = take.times[-1] if settings.end is None else settings.end
    rate = scene_fps(scene) / settings.speed
    frame = round((mark.seconds - start) * rate)
    # By frames: Blender's own numbers are too coarse for seconds to be equal.
    if not 0 <= frame <= round((end - start) * rate):
        return False
    frame += obj.data.blendshape_face.take.frame_start
    name = _name(obj.data.blendshape_face.take.marked, mark.kind)
    marker = scene.timeline_markers.new(name, frame=frame)
    marker.select = False
    return True


def remove_marks(obj: bpy.types.Object, scene: bpy.types.Scene) -> None:
    """Take away the markers of a mesh's take, and no others."""
    # By the name that the object had then.
    owner = obj.data.blendshape_face.take.marked
    ours = {_name(owner, kind) for kind in (BLINK, LOST, BACK)}
    for marker in list(scene.timeline_markers):
        if marker.name in ours:
            scene.timeline_markers.remove(marker)


def _name(owner: str, kind: str) -> str:
    return f"{owner}: {kind}"

"""What keying a take will write, checked and computed before anything changes."""

from collections.abc import Sequence
from dataclasses import dataclass

import bpy
import numpy as np

from ..blender.actions import KeyMode
from ..blender.placement import world_meters
from ..blender.scene import scene_fps
from ..data.errors import FaceError, TakeError
from ..data.motion.settings import Settings
from ..data.takes import Take
from ..face.paths import channel_of
from .joints import Joint, TurnPlan, plan_turn
from .locked import locked_channels, told_locked
from .options import NEW_ACTION, BakeOptions
from .take_frames import TakeFrames, frames_of_take
from .targets import CharacterTarget, FaceTarget, Target, TargetKeys

AS_RECORDED = Settings()


@dataclass(frozen=True, eq=False)
class TargetPlan:
    """What one face or character gets.

    keys: curves of its channels or shape keys.
    turns: curves of what turns, without the joints that a target before it turns already.
    turned: all joints that turn for it, the shared ones among them.
    """

    keys: TargetKeys
    turns: Sequence[TurnPlan]
    turned: Sequence[Joint]


@dataclass(frozen=True, eq=False)
class KeyPlan:
    """All that keying a take will write, and what will be said of it.

    action: name of new actions of channels or shape keys.
    keep_others: a new action takes over curves that the take has none for.
    first, last: frames of the take's first and last values.
    """

    targets: Sequence[TargetPlan]
    action: str
    mode: KeyMode
    keep_others: bool
    first: int
    last: int
    report: str


def plan_keys(
    targets: Sequence[FaceTarget] | Sequence[CharacterTarget],
    take: Take,
    scene: bpy.types.Scene,
    settings: Settings = AS_RECORDED,
    options: BakeOptions = NEW_ACTION,
    start: int | None = None,
) -> KeyPlan:
    """Check and compute what it takes to key one face, or characters, with a take.

    start: the frame of the take's in point, the current one unless told.
    Raises FaceError or TakeError. Nothing changes.
    """
    # Faces, or characters: targets of one plan are of one kind.
    take = targets[0].adapt(take)
    sources = _sources(targets)
    _check_take(take, sources, targets[0])
    frames = _frames(
        take,
        settings,
        sources,
        targets,
        scene,
    )
    plans = _plan_targets(
        targets,
        frames,
        take.title,
        scene,
        settings.bound,
        options.mode,
    )
    begin = scene.frame_current if start is None else start
    # A face that comes in late starts as much later as it does in its file.
    first = begin + frames.channels.offset
    length = len(frames.channels.values)
    last = first + length - 1

    report = [take.summary(sources), f"keyed frames {first} to {last}"]
    for plan in plans:
        if plan.keys.detail:
            report.append(plan.keys.detail)
    if settings.bound:
        report.append(_count_kept(plans, length, settings.bound))
    if options.mode != "STRIP":
        report += _told_locked(targets, plans)
    report += targets[0].remarks(take, options)
    return KeyPlan(
        targets=plans,
        action=take.title,
        mode=options.mode,
        keep_others=targets[0].keeps_others(settings),
        first=first,
        last=last,
        report="; ".join(report),
    )


def _sources(targets: Sequence[Target]) -> tuple[str, ...]:
    """The channels that any of the targets plays, each once."""
    sources: dict[str, None] = {}
    for target in targets:
        # A dict, as sets forget the order of the channels, which is that of the keys.
        sources |= dict.fromkeys(target.sources)
    return tuple(sources)


def _check_take(
    take: Take,
    sources: Sequence[str],
    target: Target,
) -> None:
    """Raises TakeError where nothing was measured of these channels."""
    usable = [name for name in sources if name in take.names]
    columns = [take.names.index(name) for name in usable]
    # Without any column there are no values, and all of none are missing.
    missing = np.isnan(take.values[:, columns])
    if missing.all():
        raise TakeError(
            f"{take.source.name}: holds none of the channels of {target.title}; {target.remedy}"
        )


def _frames(
    take: Take,
    settings: Settings,
    sources: Sequence[str],
    targets: Sequence[Target],
    scene: bpy.types.Scene,
) -> TakeFrames:
    """The take as all of the targets play it, put on the scene's frames once."""
    joints = []
    for target in targets:
        joints += target.joints
    frames = frames_of_take(
        take,
        settings,
        sources,
        scene_fps(scene),
        head=any(not joint.is_eye for joint in joints),
        eyes=any(joint.is_eye for joint in joints),
    )
    if not frames.channels.names:
        raise TakeError(f"{take.source.name}: holds no channel of the chosen regions")
    return frames


def _plan_targets(
    targets: Sequence[Target],
    frames: TakeFrames,
    stem: str,
    scene: bpy.types.Scene,
    bound: float,
    mode: KeyMode,
) -> list[TargetPlan]:
    """stem: the recording's name, which actions bear. bound: millimeters in the world."""
    plans = []
    taken = set()
    for target in targets:
        own = []
        turned = []
        for joint in target.joints:
            turn = plan_turn(joint, frames, stem, mode)
            if turn is None:
                continue
            turned.append(joint)
            # Meshes of one character, such as its teeth, may share the bone of its head.
            if joint.identity not in taken:
                taken.add(joint.identity)
                own.append(turn)
        keys = target.keys(frames, bound, world_meters(target.obj, scene))
        plans.append(TargetPlan(keys, own, turned))
    return plans


def _told_locked(
    targets: Sequence[Target],
    plans: Sequence[TargetPlan],
) -> list[str]:
    """What is left as it is, as the user locked it. Raises FaceError where nothing else is left."""
    left = set()
    planned = set()
    for target, plan in zip(targets, plans, strict=True):
        if target.obj is None:
            continue
        mesh = target.obj.data
        names = set()
        for curves in plan.keys.groups.values():
            names |= {channel_of(mesh, curve.path) for curve in curves}
        planned |= names
        left |= names & locked_channels(mesh)
    if left and left == planned:
        raise FaceError("All channels are locked: unlock them in the Graph Editor first")
    told = told_locked(left)
    return [told] if told else []


def _count_kept(
    plans: Sequence[TargetPlan],
    length: int,
    bound: float,
) -> str:
    """How many keys are left of one a frame on each curve. length: frames. bound: millimeters."""
    kept = 0
    total = 0
    for plan in plans:
        for curves in plan.keys.groups.values():
            for curve in curves:
                kept += len(curve.values)
                total += length
    return f"kept {kept} of {total} keys within {bound:g} mm"

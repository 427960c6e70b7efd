"""Takes become keys on faces and characters: planned first, then written."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

import bpy

from ..blender.actions import digest, write_action
from ..blender.progress import progress
from ..characters.links import show_links
from ..data.motion.settings import Settings
from ..data.takes import Take
from .curve_looks import show_regions
from .joints import remember_rest
from .key_curves import set_sliders
from .options import NEW_ACTION, BakeOptions
from .plan import AS_RECORDED, KeyPlan, TargetPlan, plan_keys
from .targets import character_target, face_target, keyed_block

_LONG = 1_000_000
"""Keys that take about a second to write."""
_STRIP = 1_000
"""Keys that take as long as an action and its strip, however short."""


def key_face(
    obj: bpy.types.Object,
    take: Take,
    scene: bpy.types.Scene,
    settings: Settings = AS_RECORDED,
    options: BakeOptions = NEW_ACTION,
    start: int | None = None,
) -> str:
    """Key a face's channels with a take, from a frame on; the scene's end grows to fit.

    start: the frame of the take's in point, the current one unless told.
    Returns one line on what was done. Raises FaceError or TakeError before anything changes.
    """
    target = face_target(obj, options)
    plan = plan_keys(
        [target],
        take,
        scene,
        settings,
        options,
        start,
    )
    return apply(plan, [obj], scene)


def key_characters(
    characters: Sequence[bpy.types.Object],
    take: Take,
    scene: bpy.types.Scene,
    settings: Settings = AS_RECORDED,
    options: BakeOptions = NEW_ACTION,
    start: int | None = None,
) -> str:
    """Key the shape keys of meshes with a take by their links, and what turns with head and eyes.

    Other shape keys, drivers and actions stay; a shape key with a driver is left to it.
    Arguments and errors are those of key_face.
    """
    targets = [character_target(obj, options) for obj in characters]
    plan = plan_keys(
        targets,
        take,
        scene,
        settings,
        options,
        start,
    )
    return apply(plan, characters, scene)


def apply(
    plan: KeyPlan,
    objects: Sequence[bpy.types.Object],
    scene: bpy.types.Scene,
) -> str:
    """Write what was planned for these objects, in the order of the plan's targets.

    A face that was planned before it was made is there by now. The scene's end grows to fit.
    Returns one line on what was done.
    """
    # Nothing here reads what is written before: the curves are those of the moment of planning.
    with keying_progress([plan]) as advance:
        write(plan, objects, scene, advance)
    return plan.report


def keying_progress(
    plans: Sequence[KeyPlan],
) -> AbstractContextManager[Callable[[int], None]]:
    """Show how far the keys of several plans are, where they take long; for `write`."""
    return progress(sum(map(_work, plans)), least=_LONG)


def write(
    plan: KeyPlan,
    objects: Sequence[bpy.types.Object],
    scene: bpy.types.Scene,
    advance: Callable[[int], None],
) -> None:
    """As `apply`, within the progress of several plans."""
    for obj, target in zip(objects, plan.targets, strict=True):
        _turn(obj, target, plan)
        _key(obj.data, target, plan, advance)
        advance(_STRIP)
    scene.frame_end = max(scene.frame_end, plan.last)


def _work(plan: KeyPlan) -> int:
    """What writing a plan takes, in keys of channels or shape keys."""
    return sum(_STRIP + _count(target) for target in plan.targets)


def _count(target: TargetPlan) -> int:
    """Of keys of channels or shape keys."""
    return sum(len(curve.values) for curves in target.keys.groups.values() for curve in curves)


def _turn(
    obj: bpy.types.Object,
    target: TargetPlan,
    plan: KeyPlan,
) -> None:
    """Key what turns with the head and the eyes."""
    remember_rest(obj.data, target.turned)
    for turn in target.turns:
        owner = turn.joint.obj or obj
        groups = {turn.group: turn.curves}
        # The object may move in other ways besides, and bear other bones.
        write_action(
            owner,
            turn.name,
            groups,
            plan.first,
            plan.mode,
            keep_others=True,
        )


def _key(
    mesh: bpy.types.Mesh,
    target: TargetPlan,
    plan: KeyPlan,
    advance: Callable[[int], None],
) -> None:
    """Key channels or shape keys, and keep a digest of the keys to tell later edits by."""
    keys = target.keys
    if mesh.shape_keys:
        # Those found by the shape keys' names, for the user to see and to change.
        show_links(mesh)
        # Blender would clip what lies beyond.
        set_sliders(mesh, keys.sliders)
    owner, prefix = keyed_block(mesh)
    written = write_action(
        owner,
        plan.action,
        keys.groups,
        plan.first,
        plan.mode,
        keep_others=plan.keep_others,
        advance=advance,
    )
    show_regions(mesh)
    # A strip's keys are not those of the present action, which the digest is of.
    known = {} if plan.mode == "STRIP" else written
    mesh.blendshape_face.take.digest = digest(owner, prefix, known)

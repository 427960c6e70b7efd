"""Whether the animation of a data-block can be moved to another, before anything changes."""

from collections.abc import Iterable

import bpy

from ..data.errors import FaceError
from .action_use import ActionUse, Paths, strips_of

JOINING = ("action_extrapolation", "action_blend_type", "action_influence", "use_nla")
"""How an ID's action joins its NLA tracks: one setting for all of its curves."""


def left_behind(source: bpy.types.ID, paths: Paths) -> list[str]:
    """What of an ID's animation would stay: data paths of curves and drivers, names of strips."""
    animation = source.animation_data
    if animation is None:
        return []
    staying = []
    curves = ActionUse.by(animation).curves
    for curve in (*curves, *animation.drivers):
        if curve.data_path not in paths:
            staying.append(curve.data_path)
    for strip in strips_of(animation):
        if not ActionUse.by(strip).has_any(paths):
            staying.append(strip.name)
    return staying


def check(
    source: bpy.types.ID,
    paths: Paths,
    target: bpy.types.ID | None = None,
) -> None:
    """Raise FaceError where `carry` could not take all of it. target: None while it is not yet."""
    animation = source.animation_data
    if animation is None:
        return
    where = f"The animation of {source.name} cannot be moved"
    if animation.use_tweak_mode:
        raise FaceError(f"{where}: leave the NLA's tweak mode first")
    _check_curves(ActionUse.by(animation).curves, paths, where)
    for driver in animation.drivers:
        # Of a strip's influence, say: strips of the target have other paths.
        if driver.data_path.startswith("animation_data."):
            raise FaceError(f"{where}: remove the driver of an NLA strip, {driver.data_path}")
    for strip in strips_of(animation):
        _check_strip(strip, paths, f"{where}: the NLA strip {strip.name}")

    tracks = list(animation.nla_tracks)
    other = target.animation_data if target else None
    joins = other is not None and bool(other.action or other.nla_tracks)
    if other:
        _check_free(target, paths, where)
        tracks += other.nla_tracks
    if joins and _joining(animation) != _joining(other):
        # Both actions become one, which can have but one setting.
        raise FaceError(
            f"{where}: {target.name} is animated too, and its action's influence, blending or "
            "extrapolation differs; make them alike"
        )
    # A track that plays alone would silence what it did not silence before, or no longer do so.
    solo = [track.name for track in tracks if track.is_solo]
    if solo and (joins or left_behind(source, paths)):
        raise FaceError(f"{where}: switch off Solo of the NLA track {solo[0]} first")


def _joining(animation: bpy.types.AnimData) -> list[object]:
    return [getattr(animation, name) for name in JOINING]


def _check_free(
    target: bpy.types.ID,
    paths: Paths,
    where: str,
) -> None:
    """Raise FaceError where the target's own action, strips or drivers animate a new path."""
    animation = target.animation_data
    curves = ActionUse.by(animation).curves
    curves += animation.drivers
    for strip in strips_of(animation):
        curves += ActionUse.by(strip).curves
    taken = set(paths.values())
    for curve in curves:
        if curve.data_path in taken:
            raise FaceError(
                f"{where}: {target.name} is animated itself at {curve.data_path}; delete that first"
            )


def _check_strip(
    strip: bpy.types.NlaStrip,
    paths: Paths,
    where: str,
) -> None:
    if strip.type != "CLIP":
        raise FaceError(f"{where} is no action clip but {strip.type.title()}; remove or bake it")
    use = ActionUse.by(strip)
    _check_curves(use.curves, paths, where)
    if not use.has_any(paths):
        return
    # A strip moves as a whole: it cannot play in two places.
    staying = [curve for curve in use.curves if curve.data_path not in paths]
    if staying:
        raise FaceError(f"{where} animates other properties besides; split its action")
    if strip.modifiers:
        raise FaceError(f"{where} has F-curve modifiers; remove them or bake it")


def _check_curves(
    curves: Iterable[bpy.types.FCurve],
    paths: Paths,
    where: str,
) -> None:
    """Raise FaceError where two curves would end on the same path."""
    seen = set()
    for curve in curves:
        path = paths.get(curve.data_path)
        if path and path in seen:
            raise FaceError(f"{where}: two curves are of one value, {curve.data_path}; delete one")
        seen.add(path)

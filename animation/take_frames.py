"""A take on the scene's frames, computed once for everything that plays it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from mathutils import Matrix

from ..data.channels import POSE, names, region_of
from ..data.eye_channels import EYE_CHANNELS
from ..data.motion.head_rotation import head_rotation
from ..data.motion.mirror import mirror_names
from ..data.motion.settings import Frames, Settings, take_to_frames
from ..data.rigs import Link
from ..data.rigs.retarget import Retargeted, eye_rotation, retarget
from ..data.takes import Take

_ANGLES = names(POSE)


@dataclass(frozen=True, eq=False)
class TakeFrames:
    """What a take does on the scene's frames, for several faces or characters alike.

    channels: those that faces and shape keys play.
    looks: the eyeLook channels; None where no eye is to turn.
    head: the angles of the head pose; None where no head is to turn, or the take has none.
    """

    channels: Frames
    looks: Frames | None
    head: Frames | None
    # The result of each set of links, kept for the meshes that share it.
    _retargeted: dict[tuple[Link, ...], Retargeted] = field(default_factory=dict)

    @cached_property
    def head_turns(self) -> list[Matrix]:
        """Rotations of the head from its rest, (3x3) one a frame; empty where none is to turn."""
        return _matrices(self.head.values) if self.head else []

    @cached_property
    def eye_turns(self) -> tuple[list[Matrix], list[Matrix]]:
        """Rotations of the subject's left and right eye, (3x3) one a frame; empty where none is to
        turn. An angle that was not measured is 0.
        """
        if self.looks is None:
            return [], []
        rotation = eye_rotation(self.looks.names, self.looks.values)
        angles = np.nan_to_num(rotation)
        left = _with_roll(angles[:, 0])
        right = _with_roll(angles[:, 1])
        return _matrices(left), _matrices(right)

    def retargeted(self, links: tuple[Link, ...]) -> Retargeted:
        """The channels as links bring them to shape keys. Meshes with the same links share it."""
        if links not in self._retargeted:
            channels = self.channels
            self._retargeted[links] = retarget(links, channels.names, channels.values)
        return self._retargeted[links]


def frames_of_take(
    take: Take,
    settings: Settings,
    sources: Collection[str],
    fps: float,
    *,
    head: bool,
    eyes: bool,
) -> TakeFrames:
    """Put a take on the frames of a scene.

    sources: channels that are played; those without a sample are left out, and so are those of
    other regions than the settings name. fps: frames a second of the scene.
    head: something turns with the head, which it does whatever regions are chosen.
    eyes: something turns with the eyes, if their region is chosen.
    Raises TakeError.
    """
    turns_head = head and take.head is not None
    turns_eyes = eyes and _is_chosen(EYE_CHANNELS[0], settings)
    asked = list(sources)
    if turns_eyes:
        asked += EYE_CHANNELS
    if turns_head:
        asked += _ANGLES
    if settings.mirror:
        # A channel then shows what its partner on the other side did.
        asked += mirror_names(asked)
    chain = settings
    if turns_head and settings.regions:
        # Asked for by a joint or an option of its own, which goes before the regions.
        pose = region_of(_ANGLES[0])
        chain = replace(settings, regions=settings.regions | {pose})
    # The chain treats each channel by itself, so that one run serves all.
    columns = tuple(dict.fromkeys(asked))
    frames = take_to_frames(take, chain, columns, fps)

    wanted = [name for name in frames.names if name in sources]
    played = [name for name in wanted if _is_chosen(name, settings)]
    looks = [name for name in EYE_CHANNELS if name in frames.names]
    return TakeFrames(
        channels=_select(frames, played),
        looks=_select(frames, looks) if turns_eyes else None,
        head=_select(frames, _ANGLES) if turns_head else None,
    )


def _is_chosen(name: str, settings: Settings) -> bool:
    """Whether a channel's region is to be keyed: without any region named, all are."""
    if not settings.regions:
        return True
    return region_of(name) in settings.regions


def _select(frames: Frames, chosen: Sequence[str]) -> Frames:
    """The chosen channels alone, in the order chosen; without a copy where that is all of them."""
    if tuple(chosen) == frames.names:
        return frames
    columns = [frames.names.index(name) for name in chosen]
    # Rows as the chain makes them: sums over other strides may be rounded otherwise.
    values = np.ascontiguousarray(frames.values[:, columns])
    return replace(frames, names=tuple(chosen), values=values)


def _with_roll(angles: np.ndarray) -> np.ndarray:
    """(n, 3) Pitch, Yaw, Roll in radians of (n, 2) Pitch, Yaw: eyes do not roll."""
    return np.insert(angles, 2, 0, axis=1)


def _matrices(angles: np.ndarray) -> list[Matrix]:
    """(3x3) rotations of (n, 3) Pitch, Yaw, Roll in radians."""
    return [Matrix(rotation) for rotation in head_rotation(angles)]

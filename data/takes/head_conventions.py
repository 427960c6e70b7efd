"""Head pose conventions: how the three angles in a file become Pitch, Yaw and Roll as used here.

Inside: radians; positive Pitch looks up, Yaw turns and Roll tilts to the subject's right; the head
is turned by Pitch first, then Yaw, then Roll.
"""

from dataclasses import dataclass

import numpy as np

from ..head_tables import CONVENTIONS, FLIPS, PITCH, YAW, Angle, Auto, ConventionName, Unit

UNITS: dict[Unit, float] = {
    "radians": 1.0,
    "degrees": np.pi / 180,
}
"""Unit of a file's angles -> radians."""

DEGREES_ABOVE = 1.75
"""Heads seldom turn by 100 degrees: larger numbers are degrees."""
_FEW_ROWS = 0.02
"""Share of the rows, and at least one, that may be wild without being asked about the unit."""
_HALF_TURN = 3.2
"""Radians that no angle exceeds, give or take a rounding."""

_FEWEST_SAMPLES = 30
"""Below these a correlation says nothing: a second of video."""
_LEAST_MOTION = 0.02
"""Standard deviation, in radians and in weights, of a head and a gaze that move at all."""
_CLEAR_LINK = 0.6
"""Correlation of the gaze with the angle that it follows."""
_NO_LINK = 0.3
"""Correlation of the gaze with an angle that has nothing to do with it."""


@dataclass(frozen=True)
class HeadOptions:
    """How to read head angles. "auto" leaves convention and unit to the format and the numbers.

    flip: the angles to turn round, after all else.
    """

    convention: ConventionName | Auto = "auto"
    unit: Unit | Auto = "auto"
    flip: frozenset[Angle] = frozenset()


AS_FOUND = HeadOptions()
"""Whatever the format and the numbers say."""


def likely_reach(angles: np.ndarray) -> float:
    """The largest of file angles (n, 3) but for those of the wildest rows; 0 without any."""
    known = angles[np.isfinite(angles).all(axis=1)]
    if not len(known):
        return 0.0
    largest = np.sort(np.abs(known).max(axis=1))
    # Of two rows neither is the wild one.
    wild = max(1, round(_FEW_ROWS * len(largest))) if len(largest) > 2 else 0
    return float(largest[-1 - wild])


def likely_unit(angles: np.ndarray) -> tuple[Unit, str]:
    """The unit of file angles (n, 3), and the evidence for it: what all but the wildest rows reach.

    A step of a whole turn within half a turn to either side is one of radians.
    """
    reached = likely_reach(angles)
    known = angles[np.isfinite(angles).all(axis=1)]
    steps = np.abs(np.diff(known, axis=0))
    if reached <= _HALF_TURN and steps.max(initial=0) > _HALF_TURN:
        return "radians", f"angles stay within {reached:.2f} and go on behind half a turn"
    if reached > DEGREES_ABOVE:
        return "degrees", f"angles reach {reached:.1f}, too far for radians"
    return "radians", f"angles stay within {reached:.2f}"


def head_from_file(
    angles: np.ndarray,
    convention: ConventionName,
    options: HeadOptions = AS_FOUND,
    unit: Unit | Auto = "auto",
) -> tuple[np.ndarray, str]:
    """A file's pitch, yaw, roll columns (n, 3) as Pitch, Yaw, Roll used here (n, 3), in radians,
    and what was assumed.

    convention, unit: the format's own, which the options may override; a unit of "auto" is told by
    the numbers.
    """
    if options.convention != "auto":
        convention = options.convention
    evidence = "as the format has them"
    if options.unit != "auto":
        unit = options.unit
        evidence = "as told"
    elif unit == "auto":
        unit, evidence = likely_unit(angles)
    elif unit == "radians" and likely_reach(angles) > 2 * np.pi:
        evidence += f", though they reach {likely_reach(angles):.0f}: degrees may be meant"

    chosen = CONVENTIONS[convention]
    columns: list[np.ndarray] = []
    for angle, (column, sign) in zip(FLIPS, chosen.source, strict=True):
        if angle in options.flip:
            sign = -sign
        columns.append(angles[:, column] * sign)
    head = np.stack(columns, axis=1) * UNITS[unit]
    reason = f"{chosen.title}, {unit} ({evidence})"
    if convention == "mpdetector" and np.nanmedian(np.abs(head[:, PITCH])) > np.pi / 2:
        # Its camera looks at the face from behind the picture: a level head is at half a turn.
        head[:, PITCH] = _within_half_a_turn(head[:, PITCH] + np.pi)
        reason += ", Pitch from half a turn"
    return head, reason


def _within_half_a_turn(angles: np.ndarray) -> np.ndarray:
    """The same directions between -pi and pi."""
    return (angles + np.pi) % (2 * np.pi) - np.pi


def swap_suspicion(head: np.ndarray, gaze: np.ndarray) -> str:
    """A hint that two head angles are exchanged, or "".

    head: (n, 3); gaze: (n, 2), to the subject's right and up. Eyes counter-rotate a turning head:
    an angle that goes with the wrong axis of the gaze is suspect.
    """
    usable = np.isfinite(head).all(axis=1)
    usable &= np.isfinite(gaze).all(axis=1)
    if np.count_nonzero(usable) < _FEWEST_SAMPLES:
        return ""
    head = head[usable]
    gaze = gaze[usable]
    # A constant has no correlation, and one of mere noise is by chance.
    motion = np.concatenate([head.std(axis=0), gaze.std(axis=0)])
    if motion.min() < _LEAST_MOTION:
        return ""
    correlations = np.corrcoef(head.T, gaze.T)  # (5, 5): three angles, then two axes of the gaze
    sideways = np.abs(correlations[:3, 3])
    strongest = int(sideways.argmax())
    is_suspect = strongest != YAW and sideways[strongest] > _CLEAR_LINK and sideways[YAW] < _NO_LINK
    if not is_suspect:
        return ""
    name = FLIPS[strongest]
    return f"{name} goes with the sideways gaze: Yaw and {name} may be swapped"

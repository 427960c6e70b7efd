"""How the work of every reader ends: with a take whose clock advances from 0."""

from collections.abc import Mapping, Sequence

import numpy as np

from ..bundled import ARKIT
from ..errors import TakeError
from .clocks import advancing, measured_rate
from .head_conventions import ConventionName, head_from_file
from .options import DEFAULT_OPTIONS, ReadOptions
from .source import TakeFile
from .take import Take


def make_take(
    file: TakeFile,
    format_title: str,
    names: Sequence[str],
    times: np.ndarray,
    values: np.ndarray,
    *,
    clock: str,
    angles: np.ndarray | None = None,
    convention: ConventionName = "mediapipe",
    options: ReadOptions = DEFAULT_OPTIONS,
    fps: float | None = None,
    face: str = "",
    faces: Mapping[str, int] | None = None,
    notes: Sequence[str] = (),
    scale: str = ARKIT,
) -> Take:
    """Close a reader's work: drop rows whose clock does not advance, start at 0, find the rate.

    times: (n,) seconds from any origin; a row whose time is NaN is dropped like one that goes back.
    values: (n, k) of the channels `names`, NaN where nothing was measured.
    angles: (n, 3) the file's own pitch, yaw, roll, in the format's head pose convention.
    fps: given only by formats that know it.
    Raises TakeError when no face is in any row.
    """
    times = np.asarray(times, np.float64)
    values = np.asarray(values, np.float32)
    kept = advancing(times)
    refused = int(np.count_nonzero(~kept))
    told = list(notes)
    if refused:  # else there is no need for a copy of a long recording
        told.append(f"{refused} rows left out because their time does not advance")
        times = times[kept]
        values = values[kept]
    if not len(times) or np.isnan(values).all():
        raise TakeError(f"{file.name}: no row holds a face; was the video tracked at all?")

    # Some formats have columns for a head that was never tracked.
    head = None
    head_reason = ""
    if angles is not None:
        kept_angles = angles[kept]
        head, head_reason = _head_of(kept_angles, convention, options)
    # A new array: the times may be a view of all that was read.
    times = times - times[0]
    return Take(
        names=tuple(names),
        times=times,
        values=values,
        head=head,
        fps=fps or measured_rate(times),
        source=file.path,
        format=format_title,
        notes=tuple(told),
        face=face,
        faces=faces or {},
        clock=clock,
        head_reason=head_reason,
        refused=refused,
        scale=scale,
    )


def _head_of(
    angles: np.ndarray, convention: ConventionName, options: ReadOptions
) -> tuple[np.ndarray | None, str]:
    """Pitch, Yaw and Roll (n, 3) float32 in radians of a file's angles (n, 3), and what was assumed
    of them; None where no row has all three.
    """
    is_tracked = np.isfinite(angles).all(axis=1, keepdims=True)
    if not is_tracked.any():
        return None, ""
    # Two angles of three are no direction.
    angles = np.where(is_tracked, angles, np.nan)
    head, reason = head_from_file(angles, convention, options.head)
    return head.astype(np.float32), reason

"""How the work of every reader ends: with a take whose clock advances from 0."""

from collections.abc import Sequence

import numpy as np

from ..bundled import ARKIT
from ..errors import TakeError
from ..head_tables import Auto, ConventionName, Unit
from ..reading_choices import DEFAULT_FULL_VALUE
from .clocks import HIGHEST_FPS, kept_rows, measured_rate
from .gaze import looks
from .head_conventions import HeadOptions, head_from_file
from .head_rotations import without_turns
from .options import DEFAULT_OPTIONS, FOUND_CLOCK, ReadOptions
from .source import TakeFile
from .strengths import strengths_note
from .take import Take
from .translation import translate, unread_note


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
    unit: Unit | Auto = "auto",
    head_evidence: str = "",
    gaze: np.ndarray | None = None,
    options: ReadOptions = DEFAULT_OPTIONS,
    fps: float | None = None,
    notes: Sequence[str] = (),
    scale: str = ARKIT,
    rows: Sequence[int] | np.ndarray | None = None,
) -> Take:
    """Close a reader's work: drop rows whose clock does not advance, start at 0, find the rate.

    times: (n,) seconds from any origin; a row whose time is NaN is dropped like one that goes back.
    values: (n, k) of the channels `names`, NaN where nothing was measured; names of a vocabulary
        become channels here.
    angles: (n, 3) the file's own pitch, yaw, roll, in the format's head pose convention.
    unit: of the angles, where the format knows it; head_evidence: what told them, if anything.
    gaze: (n, 2) radians up and to the subject's right in the camera's axes, for files without
        channels of the eyes.
    fps: given only by formats that know it.
    rows: (n,) numbers of the rows in the file, for messages, where these are not simply all.
    Raises TakeError when no face is in any row, and where the clock does not go on.
    """
    times = np.asarray(times, np.float64)
    full_value = options.full_value
    if full_value != DEFAULT_FULL_VALUE:
        values = values / full_value
    translated = translate(names, values)
    values = np.asarray(translated.values, np.float32)
    strengths = strengths_note(translated.names, values)
    notes = (*notes, *strengths, *translated.notes, *unread_note(file.unread))
    if translated.is_foreign:
        # The tables lead to ARKit's shapes.
        scale = ARKIT
    try:
        kept, left_out = kept_rows(times, values, lambda index: _place(index, file, rows))
    except ValueError as error:
        raise TakeError(f"{file.name}, {error}") from None
    refused = int(np.count_nonzero(~kept))
    # Else there is no need for a copy of a long recording.
    if refused:
        notes = (*notes, *left_out)
        times = times[kept]
        values = values[kept]
    _check_faces(values, file)
    head, head_reason = _head_of(
        angles,
        kept,
        convention,
        unit,
        options.head,
    )
    if head_evidence and head_reason:
        head_reason += f", {head_evidence}"
    channels = tuple(translated.names)
    if gaze is not None:
        eyes = looks(gaze[kept], head)
        channels = (*channels, *eyes)
        values = _beside(values, list(eyes.values()))
        notes = (*notes, "eyes turn by the measured gaze, less the head's turn")
    # A new array: the times may be a view of all that was read.
    times = times - times[0]
    return Take(
        names=channels,
        times=times,
        values=values,
        head=head,
        fps=fps or _rate(times, file, options),
        source=file.path,
        format=format_title,
        notes=tuple(notes),
        clock=clock,
        head_reason=head_reason,
        refused=refused,
        scale=scale,
    )


def _beside(values: np.ndarray, columns: Sequence[np.ndarray]) -> np.ndarray:
    """Values (n, k) and more columns (n,), NaN where a row has no face, as (n, m) float32."""
    has_face = ~np.isnan(values).all(axis=1)
    more = np.stack(columns, axis=1)
    more[~has_face] = np.nan
    return np.concatenate([values, more], axis=1, dtype=np.float32)


def _place(index: int, file: TakeFile, rows: Sequence[int] | np.ndarray | None) -> str:
    """What messages call a sample."""
    return file.place(index) if rows is None else f"row {rows[index]}"


def _rate(times: np.ndarray, file: TakeFile, options: ReadOptions) -> float:
    """Samples a second. Raises TakeError for more than any tracker gives, unless told so."""
    fps = measured_rate(times)
    if fps > HIGHEST_FPS and options.clock == FOUND_CLOCK:
        raise TakeError(
            f"{file.name}: its clock would give {fps:.3g} samples a second; choose its unit, "
            "another clock, or 'rows' to count them at the frame rate"
        )
    return fps


def _check_faces(values: np.ndarray, file: TakeFile) -> None:
    """Raises TakeError where no row of values (n, k) holds a face, or there is no row."""
    # Of nothing at all NumPy says that all is NaN.
    if np.isnan(values).all():
        raise TakeError(f"{file.name}: no row holds a face; was the video tracked at all?")


def _head_of(
    angles: np.ndarray | None,
    kept: np.ndarray,
    convention: ConventionName,
    unit: Unit | Auto,
    options: HeadOptions,
) -> tuple[np.ndarray | None, str]:
    """Pitch, Yaw and Roll (m, 3) float32 in radians of those of a file's angles (n, 3) that are
    kept, (n,) bool, and what was assumed of them; None where no row has all three.
    """
    if angles is None:
        return None, ""
    angles = angles[kept]
    is_tracked = np.isfinite(angles).all(axis=1, keepdims=True)
    # Some formats have columns for a head that was never tracked.
    if not is_tracked.any():
        return None, ""
    # Two angles of three are no direction.
    angles = np.where(is_tracked, angles, np.nan)
    head, reason = head_from_file(
        angles,
        convention,
        options,
        unit,
    )
    return without_turns(head).astype(np.float32), reason

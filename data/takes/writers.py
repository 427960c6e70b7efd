"""Takes as CSV: one writer a format, each the counterpart of the reader of that name.

A writer returns the take's channels that its format has no column for. It raises TakeError where
those are all, or where the file cannot be written; a file that was there before stays as it was.

An empty cell stands for a missing sample. Values are written so that they read back as the same
float32, times so that they read back to better than a microsecond. The layouts, with a row of each,
are in the docstrings of `readers`.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..channels import ACTION_UNITS, BLENDSHAPES, EMOTIONS, POSE, names
from ..errors import TakeError
from ..eye_channels import EYE_CHANNELS
from ..written_formats import LIVELINK, MEDIAPIPE, PYFEAT
from .tables import (
    clock_text,
    decimal_text,
    sample_texts,
    text_cell,
    timecode_text,
    write_table,
)
from .take import Take

_ARKIT = (
    "eyeBlinkLeft",
    "eyeLookDownLeft",
    "eyeLookInLeft",
    "eyeLookOutLeft",
    "eyeLookUpLeft",
    "eyeSquintLeft",
    "eyeWideLeft",
    "eyeBlinkRight",
    "eyeLookDownRight",
    "eyeLookInRight",
    "eyeLookOutRight",
    "eyeLookUpRight",
    "eyeSquintRight",
    "eyeWideRight",
    "jawForward",
    "jawRight",
    "jawLeft",
    "jawOpen",
    "mouthClose",
    "mouthFunnel",
    "mouthPucker",
    "mouthRight",
    "mouthLeft",
    "mouthSmileLeft",
    "mouthSmileRight",
    "mouthFrownLeft",
    "mouthFrownRight",
    "mouthDimpleLeft",
    "mouthDimpleRight",
    "mouthStretchLeft",
    "mouthStretchRight",
    "mouthRollLower",
    "mouthRollUpper",
    "mouthShrugLower",
    "mouthShrugUpper",
    "mouthPressLeft",
    "mouthPressRight",
    "mouthLowerDownLeft",
    "mouthLowerDownRight",
    "mouthUpperUpLeft",
    "mouthUpperUpRight",
    "browDownLeft",
    "browDownRight",
    "browInnerUp",
    "browOuterUpLeft",
    "browOuterUpRight",
    "cheekPuff",
    "cheekSquintLeft",
    "cheekSquintRight",
    "noseSneerLeft",
    "noseSneerRight",
    "tongueOut",
)
"""The table's blendshapes without MediaPipe's `_neutral`, and the tongue, in the phone's order."""


def _capitalized(name: str) -> str:
    """eyeBlinkLeft as EyeBlinkLeft; str.capitalize would make it Eyeblinkleft."""
    first = name[:1].upper()
    return first + name[1:]


_HEAD = names(POSE)
"""Columns of Take.head."""
_LIVELINK_HEAD = ("Yaw", "Pitch", "Roll")
_PYFEAT_HEAD = ("Pitch", "Roll", "Yaw")

_LIVELINK_COLUMNS = tuple(_capitalized(name) for name in _ARKIT)
_LIVELINK_EYES = (
    "LeftEyeYaw",
    "LeftEyePitch",
    "LeftEyeRoll",
    "RightEyeYaw",
    "RightEyePitch",
    "RightEyeRoll",
)

_PYFEAT_EMOTIONS = {name: name.title() for name in names(EMOTIONS)}
_PYFEAT_EMOTIONS["happiness"] = "Happy"
_PYFEAT_EMOTIONS["sadness"] = "Sad"

_HELD = {
    LIVELINK: _ARKIT,
    MEDIAPIPE: names(BLENDSHAPES),
    PYFEAT: names((*ACTION_UNITS, *EMOTIONS, *BLENDSHAPES)),
}
"""Title of a format -> the channels that it has a column for."""
_SHOWN = 3
"""Channels that a message names."""


def write_livelink(path: Path, take: Take) -> tuple[str, ...]:
    """Apple Live Link Face. Channels, or a head, that the take lacks are 0; a frame without a face
    has count 0.
    """
    held, left_out = _split(take, LIVELINK)
    # By the channels that the format holds: action units alone do not make a face here.
    faceless = _faceless(_samples(take, held))
    values = _samples(take, _ARKIT)
    # The app leaves no cell empty, so that other readers of its files may not know empty ones.
    lacking = [name not in held for name in _ARKIT]
    values[:, lacking] = 0
    values[faceless] = 0
    head = _head(take, _LIVELINK_HEAD)
    if take.head is None:
        head[:] = 0

    head_columns = [f"Head{angle}" for angle in _LIVELINK_HEAD]
    numbers = [*_LIVELINK_COLUMNS, *head_columns, *_LIVELINK_EYES]
    # A take has no angles of eyes: how they look is in its channels eyeLook.
    eyes = ["0"] * len(_LIVELINK_EYES)

    def rows() -> Iterator[list[str]]:
        for index, time in enumerate(take.times):
            # The app counts all numbers of a row.
            count = 0 if faceless[index] else len(numbers)
            yield [
                timecode_text(time),
                str(count),
                *sample_texts(values[index]),
                *sample_texts(head[index]),
                *eyes,
            ]

    write_table(path, ["Timecode", "BlendShapeCount", *numbers], rows())
    return left_out


def write_mediapipe(path: Path, take: Take) -> tuple[str, ...]:
    """MediaPipe: a counter, milliseconds, the 52 names and the head in radians."""
    _, left_out = _split(take, MEDIAPIPE)
    columns = names(BLENDSHAPES)
    values = _samples(take, columns)
    head = _head(take, _HEAD)

    def rows() -> Iterator[list[str]]:
        for index, time in enumerate(take.times):
            yield [
                str(index),
                decimal_text(1000 * time),
                *sample_texts(values[index]),
                *sample_texts(head[index]),
            ]

    header = ["frame", "timestamp_ms", *columns, *_HEAD]
    write_table(path, header, rows())
    return left_out


def write_pyfeat(path: Path, take: Take) -> tuple[str, ...]:
    """py-feat's Detectorv2 without its landmarks and embeddings.

    Its clock is the frame at the take's rate, which the file does not hold: name it on import. A
    sample between two frames has a fractional one.
    """
    held, left_out = _split(take, PYFEAT)
    blendshapes = names(BLENDSHAPES)
    others = [name for name in held if name not in blendshapes]
    # All blendshapes, measured or not: readers tell a Detectorv2 by them.
    columns = [*others, *blendshapes]
    values = _samples(take, columns)
    head = _head(take, _PYFEAT_HEAD)
    faceless = _faceless(values)

    def rows() -> Iterator[list[str]]:
        for index, time in enumerate(take.times):
            # py-feat keeps a row, without a score, for a frame in which it found no face.
            yield [
                "" if faceless[index] else "1",
                *sample_texts(head[index]),
                *sample_texts(values[index]),
                text_cell(take.source.name),
                decimal_text(time * take.fps),
                clock_text(time),
                "",
            ]

    header = [
        "FaceScore",
        *_PYFEAT_HEAD,
        *(_PYFEAT_EMOTIONS.get(name, name) for name in columns),
        "input",
        "frame",
        "approx_time",
        "Identity",
    ]
    write_table(path, header, rows())
    return left_out


class Writer(NamedTuple):
    """A format's title, and the function that writes a take to a path and returns what it left."""

    title: str
    write: Callable[[Path, Take], tuple[str, ...]]


WRITERS = {
    "LIVELINK": Writer(LIVELINK, write_livelink),
    "MEDIAPIPE": Writer(MEDIAPIPE, write_mediapipe),
    "PYFEAT": Writer(PYFEAT, write_pyfeat),
}
"""By the ids of WRITTEN."""


def _split(take: Take, title: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The take's measured channels that a format holds, in its order, and those that it leaves out.

    Raises TakeError where it holds none.
    """
    source = take.source.name
    measured = _measured(take)
    if not measured:
        raise TakeError(f"{source}: no sample holds a face; there is nothing to export")
    known = _HELD[title]
    held = tuple(name for name in known if name in measured)
    # A face of action units has channels of the eyes besides, which alone are no recording of it.
    is_gaze_alone = set(held) <= set(EYE_CHANNELS) < set(measured)
    if not held or is_gaze_alone:
        shown = ", ".join(measured[:_SHOWN])
        if len(measured) > _SHOWN:
            shown += " .."
        remedy = _remedy(measured)
        raise TakeError(f"{source}: {title} has no column for {shown}; {remedy}")
    left_out = tuple(name for name in measured if name not in held)
    return held, left_out


def _measured(take: Take) -> list[str]:
    """The take's channels with a sample. Others would be columns of empty cells."""
    measured: list[str] = []
    for name, samples in zip(take.names, take.values.T, strict=True):
        if not np.isnan(samples).all():
            measured.append(name)
    return measured


def _remedy(measured: Sequence[str]) -> str:
    """What to do with channels that a format does not hold."""
    held = {title: len(set(measured) & set(columns)) for title, columns in _HELD.items()}
    best = max(held, key=held.__getitem__)
    return f"export it as {best}" if held[best] else "export a face with blendshapes"


def _samples(take: Take, columns: Sequence[str]) -> np.ndarray:
    """(n, len(columns)) float32, NaN for what the take lacks."""
    # NaN is an empty cell: a channel that was not measured is not one at rest.
    shape = (len(take.times), len(columns))
    samples = np.full(shape, np.nan, np.float32)
    for index, name in enumerate(columns):
        if name in take.names:
            column = take.names.index(name)
            samples[:, index] = take.values[:, column]
    return samples


def _head(take: Take, order: Sequence[str]) -> np.ndarray:
    """(n, 3) float32 radians in the order of these names, NaN for what the take lacks."""
    if take.head is None:
        shape = (len(take.times), len(order))
        return np.full(shape, np.nan, np.float32)
    columns = [_HEAD.index(name) for name in order]
    return take.head[:, columns]


def _faceless(values: np.ndarray) -> np.ndarray:
    """(n,) bool, whether a row of values (n, k) holds no sample."""
    return np.all(np.isnan(values), axis=1)

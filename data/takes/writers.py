"""Takes as CSV: one writer a format, each the counterpart of the reader of that name.

A writer returns the take's channels that its format has no column for. It raises TakeError where
those are all, or where the file cannot be written; a file that was there before stays as it was.

An empty cell stands for a missing sample. Values are written so that they read back as the same
float32, times so that they read back to better than a microsecond.
"""

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

import numpy as np

from ..channels import ACTION_UNITS, BLENDSHAPES, EMOTIONS, POSE, names
from ..errors import TakeError
from .take import Take

LIVELINK, MEDIAPIPE, PYFEAT = "Live Link Face", "MediaPipe", "py-feat"

_TIMECODE_BASE, _DAY = 60, 86_400
_DECIMALS = 7
"""Of milliseconds, of frame indices and of a timecode's frames."""

_ARKIT = (
    "eyeBlinkLeft", "eyeLookDownLeft", "eyeLookInLeft", "eyeLookOutLeft", "eyeLookUpLeft",
    "eyeSquintLeft", "eyeWideLeft", "eyeBlinkRight", "eyeLookDownRight", "eyeLookInRight",
    "eyeLookOutRight", "eyeLookUpRight", "eyeSquintRight", "eyeWideRight", "jawForward", "jawRight",
    "jawLeft", "jawOpen", "mouthClose", "mouthFunnel", "mouthPucker", "mouthRight", "mouthLeft",
    "mouthSmileLeft", "mouthSmileRight", "mouthFrownLeft", "mouthFrownRight", "mouthDimpleLeft",
    "mouthDimpleRight", "mouthStretchLeft", "mouthStretchRight", "mouthRollLower", "mouthRollUpper",
    "mouthShrugLower", "mouthShrugUpper", "mouthPressLeft", "mouthPressRight", "mouthLowerDownLeft",
    "mouthLowerDownRight", "mouthUpperUpLeft", "mouthUpperUpRight", "browDownLeft", "browDownRight",
    "browInnerUp", "browOuterUpLeft", "browOuterUpRight", "cheekPuff", "cheekSquintLeft",
    "cheekSquintRight", "noseSneerLeft", "noseSneerRight", "tongueOut",
)  # fmt: skip
"""The table's blendshapes without MediaPipe's `_neutral`, and the tongue, in the phone's order."""

_HEAD = names(POSE)
"""Columns of Take.head."""
_LIVELINK_HEAD = ("Yaw", "Pitch", "Roll")
_PYFEAT_HEAD = ("Pitch", "Roll", "Yaw")

_PYFEAT_EMOTIONS = {name: name.title() for name in names(EMOTIONS)} | {
    "happiness": "Happy",
    "sadness": "Sad",
}

_HELD = {
    LIVELINK: _ARKIT,
    MEDIAPIPE: names(BLENDSHAPES),
    PYFEAT: names((*ACTION_UNITS, *EMOTIONS, *BLENDSHAPES)),
}
"""Title of a format -> the channels that it has a column for."""


def write_livelink(path: Path, take: Take) -> tuple[str, ...]:
    """Apple Live Link Face. Channels, or a head, that the take lacks are 0; a frame without a face
    has count 0.
    """
    held, left_out = _split(take, LIVELINK)
    faceless = _faceless(_samples(take, held))
    values = _samples(take, _ARKIT)
    values[:, [name not in held for name in _ARKIT]] = 0
    values[faceless] = 0
    head = _head(take, _LIVELINK_HEAD)
    if take.head is None:
        head[:] = 0
    turns = [f"{part}{turn}" for part in ("Head", "LeftEye", "RightEye") for turn in _LIVELINK_HEAD]
    count = len(_ARKIT) + len(turns)
    eyes = ["0"] * (len(turns) - len(_LIVELINK_HEAD))
    _write(
        path,
        ["Timecode", "BlendShapeCount", *(name[0].upper() + name[1:] for name in _ARKIT), *turns],
        (
            [_timecode(time), "0" if lost else str(count), *_cells(sample), *_cells(angles), *eyes]
            for time, lost, sample, angles in zip(take.times, faceless, values, head, strict=True)
        ),
    )
    return left_out


def write_mediapipe(path: Path, take: Take) -> tuple[str, ...]:
    """MediaPipe: a counter, milliseconds, the 52 names and the head in radians."""
    _, left_out = _split(take, MEDIAPIPE)
    columns = names(BLENDSHAPES)
    samples = np.hstack([_samples(take, columns), _head(take, _HEAD)])
    _write(
        path,
        ["frame", "timestamp_ms", *columns, *_HEAD],
        (
            [str(index), _decimal(1000 * time), *_cells(sample)]
            for index, (time, sample) in enumerate(zip(take.times, samples, strict=True))
        ),
    )
    return left_out


def write_pyfeat(path: Path, take: Take) -> tuple[str, ...]:
    """py-feat's Detectorv2 without its landmarks and embeddings.

    Its clock is the frame at the take's rate, which the file does not hold: name it on import. A
    sample between two frames has a fractional one.
    """
    held, left_out = _split(take, PYFEAT)
    columns = [name for name in held if name not in names(BLENDSHAPES)] + list(names(BLENDSHAPES))
    values = _samples(take, columns)
    samples = np.hstack([_head(take, _PYFEAT_HEAD), values])
    faceless = _faceless(values)
    _write(
        path,
        [
            *("FaceScore", *_PYFEAT_HEAD),
            *(_PYFEAT_EMOTIONS.get(name, name) for name in columns),
            *("input", "frame", "approx_time", "Identity"),
        ],
        (
            [
                *("" if lost else "1", *_cells(sample)),
                *(take.source.name, _decimal(time * take.fps), _clock(time), ""),
            ]
            for time, lost, sample in zip(take.times, faceless, samples, strict=True)
        ),
    )
    return left_out


WRITERS: dict[str, tuple[str, Callable[[Path, Take], tuple[str, ...]]]] = {
    "LIVELINK": (LIVELINK, write_livelink),
    "MEDIAPIPE": (MEDIAPIPE, write_mediapipe),
    "PYFEAT": (PYFEAT, write_pyfeat),
}
"""Id -> title and writer."""


def _split(take: Take, title: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The take's measured channels that a format holds, in its order, and those that it leaves out.

    Raises TakeError where it holds none.
    """
    empty = np.all(np.isnan(take.values), axis=0)
    measured = [name for name, lacking in zip(take.names, empty, strict=True) if not lacking]
    if not measured:
        raise TakeError(f"{take.source.name}: no sample holds a face; there is nothing to export")
    held = tuple(name for name in _HELD[title] if name in measured)
    if not held:
        shown = ", ".join(measured[:3]) + (" .." if len(measured) > 3 else "")
        others = [other for other, columns in _HELD.items() if set(measured) & set(columns)]
        remedy = f"export it as {others[0]}" if others else "export a face with blendshapes"
        raise TakeError(f"{take.source.name}: {title} has no column for {shown}; {remedy}")
    return held, tuple(name for name in measured if name not in held)


def _samples(take: Take, columns: Sequence[str]) -> np.ndarray:
    """(n, len(columns)) float32, NaN for what the take lacks."""
    samples = np.full((len(take.times), len(columns)), np.nan, np.float32)
    for index, name in enumerate(columns):
        if name in take.names:
            samples[:, index] = take.values[:, take.names.index(name)]
    return samples


def _head(take: Take, order: Sequence[str]) -> np.ndarray:
    """(n, 3) float32 in the order of these names, NaN for what the take lacks."""
    if take.head is None:
        return np.full((len(take.times), 3), np.nan, np.float32)
    return take.head[:, [_HEAD.index(name) for name in order]]


def _faceless(values: np.ndarray) -> np.ndarray:
    """(n,) whether a row holds no sample."""
    return np.all(np.isnan(values), axis=1)


def _cells(sample: np.ndarray) -> list[str]:
    """Nine digits hold a float32."""
    return ["" if value != value else f"{value:.9g}" for value in sample.tolist()]


def _decimal(number: float) -> str:
    """Without an exponent and without zeros at the end."""
    return f"{number:.{_DECIMALS}f}".rstrip("0").removesuffix(".")


def _timecode(time: float) -> str:
    """HH:MM:SS:FF.fff, from midnight. Whole ticks, so that no frame is rounded up to the 60th."""
    second = _TIMECODE_BASE * 10**_DECIMALS
    seconds, ticks = divmod(round(time * second), second)
    frames, fraction = divmod(ticks, 10**_DECIMALS)
    minutes, seconds = divmod(seconds % _DAY, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}:{frames:02}.{fraction:0{_DECIMALS}}"


def _clock(time: float) -> str:
    minutes, seconds = divmod(int(time), 60)
    return f"{minutes:02}:{seconds:02}"


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with _replacing(path) as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


@contextmanager
def _replacing(path: Path) -> Iterator[TextIO]:
    """A new file that takes a file's place once it is complete."""
    part = path.with_name(f".{os.getpid()}.part")
    try:
        # Only the source's name can be outside ASCII, and any byte sequence of the system at that.
        with part.open("w", encoding="utf-8", errors="replace", newline="") as stream:
            yield stream
        part.replace(path)
    except OSError as error:
        raise TakeError(
            f"{path.name}: cannot be written ({error.strerror}); choose another folder, or close "
            "the program that has the file open"
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)

"""Speech: cue files of programs for lip sync, as channels of the mouth.

    0.00\tX                                        Rhubarb, also as JSON and XML
    MohoSwitch1 / 1 rest / 5 MBP                  Papagayo and Moho, frames from 1
    "IntervalTier" "phones" .. 0.1 0.25 "AA1"     Montreal Forced Aligner, ARPABET or IPA
    {"audio_offset": 500000, "viseme_id": 21}     Azure's viseme events

Signs are visemes by one table (`data/speech/visemes.toml`), and each colors its neighbors.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...errors import TakeError
from ...reading_choices import ALL, LARGEST
from ...speech import Cue, mouth_of, viseme_of
from ..making import make_take
from ..options import ReadOptions
from ..source import TakeFile
from ..take import Take
from .cue_files import Signs, program_of, signs_of

TITLE = "Speech cues"
READS = (
    "Rhubarb (TSV, JSON, XML), Papagayo and Moho `.dat` at the frame rate you give, TextGrid with "
    "a tier of phones, Azure viseme ids"
)

FPS = 60.0
"""Samples a second: sounds are as short as three hundredths of one."""
_LONGEST = 4 * 3600.0
"""Seconds; a speech of days is a slip of the clock."""
_LISTED = 6
"""Signs that a note names."""


def matches(file: TakeFile) -> str:
    """The layout of a program for lip sync."""
    return program_of(file)


def read(file: TakeFile, options: ReadOptions) -> list[Take]:
    """One take a voice, at 60 samples a second from the start of the sound on."""
    voices = signs_of(file, options.fps)
    takes = [_take_of(voice, file, options) for voice in voices]
    faces = {take.face: len(take.times) for take in takes if take.face}
    if len(takes) == 1:
        return takes
    takes = [replace(take, faces=faces) for take in takes]
    if options.face in (LARGEST, ALL):
        return takes if options.face == ALL else takes[:1]
    chosen = [take for take in takes if take.face == options.face]
    if not chosen:
        known = ", ".join(faces)
        raise TakeError(f"{file.name}: has no face {options.face!r}; its faces are {known}")
    return chosen


def _take_of(voice: Signs, file: TakeFile, options: ReadOptions) -> Take:
    cues, notes = _cues(voice, file)
    length = max(cue.end for cue in cues)
    if not length < _LONGEST:
        raise TakeError(f"{file.name}: lasts {length:.0f} s; is its clock in another unit?")
    times = np.arange(int(np.ceil(length * FPS)) + 1) / FPS
    names, values = mouth_of(cues, times)
    take = make_take(
        file,
        TITLE,
        names,
        times,
        values,
        clock=voice.clock,
        options=options,
        fps=FPS,
        notes=[*voice.notes, *notes],
    )
    return replace(take, face=voice.voice)


def _cues(voice: Signs, file: TakeFile) -> tuple[list[Cue], list[str]]:
    """The visemes of signs, and a note on signs that the table lacks, which are at rest.

    Raises TakeError for signs that are not in the order of time, and where none is known.
    """
    cues: list[Cue] = []
    unknown: Counter[str] = Counter()
    _check_order(voice, file)
    for index, sign in enumerate(voice.signs):
        viseme = viseme_of(sign, voice.alphabet)
        if viseme is None:
            unknown[sign] += 1
            viseme = "sil"
        cues.append(Cue(voice.starts[index], voice.ends[index], viseme))
    if not cues or len(unknown) == len(set(voice.signs)):
        raise TakeError(f"{file.name}: holds no sound that is known; is it of another alphabet?")
    notes = [f"{voice.program}: {len(cues)} signs as visemes, the mouth alone moves"]
    if unknown:
        notes.append(f"signs not known, at rest: {_listed(list(unknown))}")
    return cues, notes


def _check_order(voice: Signs, file: TakeFile) -> None:
    latest = 0.0
    for index, start in enumerate(voice.starts):
        # Neither is true of NaN.
        if not start >= latest:
            raise TakeError(
                f"{file.name}, cue {index}: is not behind the one before it; sort them by time"
            )
        latest = start
    for index, end in enumerate(voice.ends):
        if not end >= voice.starts[index]:
            raise TakeError(f"{file.name}, cue {index}: ends before it starts; correct it")


def _listed(signs: Sequence[str]) -> str:
    shown = ", ".join(signs[:_LISTED])
    return f"{shown} .." if len(signs) > _LISTED else shown

"""Cue files of programs for lip sync: which sign is said from when to when.

Rhubarb's three layouts, Papagayo's and Moho's switch data, Praat's TextGrid as the Montreal aligner
writes it, and the viseme events of Azure's speech service.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...errors import TakeError
from ...speech.viseme_table import SILENCE, viseme_of
from ..frames import number
from ..options import COUNTED
from ..source import TakeFile

_TSV = re.compile(r"\A(?:\d+(?:\.\d+)?\t[A-HX]\r?\n?){2,}")
_TSV_LINE = re.compile(r"(\d+(?:\.\d+)?)\t([A-HX])")
_XML_CUE = re.compile(r'<mouthCue\s+start="([^"]*)"\s+end="([^"]*)"\s*>\s*(\w+)\s*</mouthCue>')
_MOHO = "MohoSwitch1"
_TEXT_GRID = '"TextGrid"'
_PHONES = re.compile(r"(.*?)[\s_-]*(phones?|phonemes?|segments?|mau)$", re.IGNORECASE)
_TOKEN = re.compile(r'"((?:[^"]|"")*)"|(?<![\w.])(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)(?![\w.\]])')
"""Texts and numbers of a TextGrid; what else stands there only names them."""
_OFFSETS = ("audio_offset", "audioOffset", "AudioOffset", "offset", "Offset")
_IDS = ("viseme_id", "visemeId", "VisemeId", "viseme", "id")
_LAST = 0.2
"""Seconds of a last sign whose end is not told."""
_UNITS = ((5.0, 1.0, "s"), (5e3, 1e-3, "ms"), (np.inf, 1e-7, "ticks of 100 ns"))
"""Usual step from event to event below which an offset is in a unit, and the unit in seconds."""


@dataclass(frozen=True)
class Signs:
    """A voice of a cue file.

    starts, ends: seconds; signs: what is said, of an alphabet; voice: its name, "" for the only
        one.
    """

    program: str
    alphabet: str
    starts: Sequence[float]
    ends: Sequence[float]
    signs: Sequence[str]
    clock: str
    voice: str = ""
    notes: tuple[str, ...] = ()


def program_of(file: TakeFile) -> str:
    """The kind of cue file, "" for another file."""
    if file.is_json:
        return _json_program(file.json)
    start = file.start
    if _TSV.match(start):
        return "Rhubarb TSV"
    if "<rhubarbResult" in start:
        return "Rhubarb XML"
    if start.lstrip().startswith(_MOHO):
        return "Moho switch data"
    if "ooTextFile" in start and _TEXT_GRID in start:
        return "TextGrid"
    return ""


def signs_of(file: TakeFile, fps: float) -> list[Signs]:
    """Every voice of a file that `program_of` knows. fps: of files that count frames.

    Raises TakeError for what is no cue.
    """
    program = program_of(file)
    if program == "Rhubarb TSV":
        rows = [(start, None, sign) for start, sign in _TSV_LINE.findall(file.text())]
        return [_rhubarb(program, rows, file)]
    if program == "Rhubarb XML":
        return [_rhubarb(program, _XML_CUE.findall(file.text()), file)]
    if program == "Rhubarb JSON":
        return [_rhubarb(program, _rhubarb_rows(file), file)]
    if program == "Moho switch data":
        return [_moho(file, fps)]
    if program == "TextGrid":
        return _text_grid(file)
    return [_azure(file)]


def _json_program(content: Any) -> str:
    if isinstance(content, dict) and isinstance(content.get("mouthCues"), list):
        return "Rhubarb JSON"
    events = _events(content)
    return "Azure viseme ids" if events and _key(events[0], _IDS) else ""


def _rhubarb_rows(file: TakeFile) -> list[tuple[Any, Any, Any]]:
    """Start, end and sign of each cue."""
    rows: list[tuple[Any, Any, Any]] = []
    for index, cue in enumerate(file.json["mouthCues"]):
        if not isinstance(cue, dict) or "start" not in cue or "value" not in cue:
            raise TakeError(f"{file.name}, cue {index}: has no start and value; export it again")
        rows.append((cue["start"], cue.get("end"), cue["value"]))
    return rows


def _rhubarb(program: str, rows: Sequence[tuple[Any, Any, Any]], file: TakeFile) -> Signs:
    """Cues of any of Rhubarb's layouts; one without an end lasts until the next."""
    starts = [number(row[0], file.path, f"cue {index}") for index, row in enumerate(rows)]
    signs = [str(row[2]) for row in rows]
    ends = _until_next(starts, signs[-1] if signs else "", "rhubarb")
    for index, row in enumerate(rows):
        if row[1] is not None:
            ends[index] = number(row[1], file.path, f"cue {index}")
    return Signs(
        program,
        "rhubarb",
        starts,
        ends,
        signs,
        "seconds of the cues",
    )


def _until_next(starts: Sequence[float], last: str, alphabet: str) -> list[float]:
    """When signs end that last until the next one. last: the last sign, of no length at rest."""
    if not starts:
        return []
    length = 0 if viseme_of(last, alphabet) == SILENCE else _LAST
    return [*starts[1:], starts[-1] + length]


def _moho(file: TakeFile, fps: float) -> Signs:
    """Frames count from 1; the file does not tell how many make a second."""
    starts: list[float] = []
    signs: list[str] = []
    lines = file.text().splitlines()
    for row, line in enumerate(lines[1:], 2):
        cells = line.split()
        if not cells:
            continue
        if len(cells) != 2:
            raise TakeError(f"{file.name}, row {row}: is no frame and mouth; correct or delete it")
        frame = number(cells[0], file.path, f"row {row}")
        starts.append(max(frame - 1, 0) / fps)
        signs.append(cells[1])
    return Signs(
        "Moho switch data",
        "papagayo",
        starts,
        _until_next(starts, signs[-1] if signs else "", "papagayo"),
        signs,
        f"frame, {COUNTED} {fps:g} fps",
        notes=(f"{fps:g} fps assumed, switch data names none",),
    )


def _text_grid(file: TakeFile) -> list[Signs]:
    """Every tier of phones, in Praat's long or short layout."""
    text = file.text()
    _, _, body = text.partition(_TEXT_GRID)
    # Texts and numbers alone are the same in both layouts.
    tokens = [quoted if not plain else float(plain) for quoted, plain in _TOKEN.findall(body)]
    voices: list[Signs] = []
    tiers: list[str] = []
    at = 3  # behind the whole's start and end and the number of tiers
    while at + 4 < len(tokens):
        kind, name, count = tokens[at], str(tokens[at + 1]), tokens[at + 4]
        is_tier = kind in ("IntervalTier", "TextTier") and isinstance(count, float)
        if not is_tier:
            raise TakeError(f"{file.name}: is no whole TextGrid; was the file cut short?")
        width = 3 if kind == "IntervalTier" else 2
        items = tokens[at + 5 : at + 5 + width * int(count)]
        at += 5 + width * int(count)
        tiers.append(name)
        phones = _PHONES.fullmatch(name)
        if kind == "IntervalTier" and phones:
            voices.append(_phones(items, phones[1], file))
    if not voices:
        known = ", ".join(tiers) or "none"
        raise TakeError(f"{file.name}: has no tier of phones; its tiers are {known}")
    return voices


def _phones(items: Sequence[Any], voice: str, file: TakeFile) -> Signs:
    """A tier's intervals, three tokens each."""
    starts, ends, signs = items[0::3], items[1::3], [str(sign) for sign in items[2::3]]
    are_times = all(isinstance(time, float) for time in (*starts, *ends))
    if not are_times or not len(starts) == len(ends) == len(signs):
        raise TakeError(f"{file.name}: is no whole TextGrid; was the file cut short?")
    said = [sign for sign in signs if viseme_of(sign, "ipa") != SILENCE]
    # ARPABET is capitals and digits of stress; IPA is mostly small letters and signs of its own.
    is_arpabet = all(sign.isascii() and sign.upper() == sign for sign in said)
    return Signs(
        "TextGrid",
        "arpabet" if is_arpabet else "ipa",
        starts,
        ends,
        signs,
        "seconds of the intervals",
        voice,
    )


def _azure(file: TakeFile) -> Signs:
    """Viseme events, in the order of their offsets."""
    offsets: list[float] = []
    signs: list[str] = []
    for index, event in enumerate(_events(file.json)):
        offset = _key(event, _OFFSETS)
        sign = _key(event, _IDS)
        if not offset or not sign:
            raise TakeError(f"{file.name}, event {index}: lacks an audio offset or a viseme id")
        offsets.append(number(event[offset], file.path, f"event {index}, {offset}"))
        signs.append(str(event[sign]))
    steps = np.abs(np.diff(offsets))
    step = float(np.median(steps[steps > 0])) if (steps > 0).any() else 0.0
    unit, title = next((unit, title) for most, unit, title in _UNITS if step <= most)
    order = np.argsort(offsets, kind="stable")
    starts = [offsets[index] * unit for index in order]
    in_order = [signs[index] for index in order]
    return Signs(
        "Azure viseme ids",
        "azure",
        starts,
        _until_next(starts, in_order[-1], "azure"),
        in_order,
        f"audio offsets, steps of {step:g}: {title}",
    )


def _events(content: Any) -> list[Any]:
    """Azure's events in a list or under a key."""
    if isinstance(content, dict):
        for key in ("visemes", "Visemes", "events"):
            if isinstance(content.get(key), list):
                content = content[key]
                break
    if not isinstance(content, list) or not content:
        return []
    are_events = isinstance(content[0], dict) and _key(content[0], _OFFSETS)
    return [event if isinstance(event, dict) else {} for event in content] if are_events else []


def _key(event: dict[str, Any], keys: Sequence[str]) -> str:
    """The first of some keys that an event has."""
    return next((key for key in keys if key in event), "")


def blendshape_chunks(content: Any) -> list[dict[str, Any]]:
    """Azure's chunks of blendshapes, as they are or as texts within events."""
    items = content if isinstance(content, list) else [content]
    chunks: list[dict[str, Any]] = []
    for item in items:
        if not isinstance(item, dict):
            return []
        text = item.get("animation", item.get("Animation"))
        if isinstance(text, str) and text.strip():
            try:
                item = json.loads(text)
            except ValueError:
                return []
        elif isinstance(text, dict):
            item = text
        if isinstance(item, dict) and isinstance(item.get("BlendShapes"), list):
            chunks.append(item)
    return chunks

"""The table of a stimulus set: the same bytes whenever the same set is made again."""

import csv
import io
from dataclasses import dataclass, replace

import numpy as np

from ..channels import CHANNELS
from .course import course_text
from .plan import Plan, Stimulus
from .writing import design_text

MANIFEST = "manifest.csv"
DESIGN = "design.toml"
_COLUMNS = (
    "file",
    "kind",
    "model",
    "model_sha256",
    "from",
    "expression",
    "intensity",
    "pitch",
    "yaw",
    "roll",
    "frames",
    "fps",
    "onset",
    "hold",
    "offset",
    "course",
    "size",
    "samples",
    "seed",
    "engine",
    "blender",
    "version",
)


@dataclass(frozen=True)
class Maker:
    """What makes the pictures: the render engine, Blender's version and the extension's."""

    engine: str
    blender: str
    version: str


def manifest(plan: Plan, maker: Maker) -> bytes:
    """CSV, a row for each stimulus; degrees, seconds, and channel values at the apex.

    No dates, folders or machines, numbers with six decimals, and LF.
    """
    features = set().union(*(subject.model.feature_columns for subject in plan.subjects))
    channels = [name for name in CHANNELS if name in features]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*_COLUMNS, *channels))
    for stimulus in plan.stimuli:
        values = dict(zip(stimulus.subject.model.feature_columns, stimulus.apex(), strict=True))
        row = _facts(plan, maker, stimulus)
        writer.writerow(
            [row[column] for column in _COLUMNS]
            + [_decimal(values[name]) if name in values else "" for name in channels]
        )
    return text.getvalue().encode()


def is_manifest(content: bytes) -> bool:
    """Whether a file begins as a manifest of any set does."""
    return content.startswith(",".join(_COLUMNS).encode())


def records(plan: Plan, maker: Maker) -> dict[str, bytes]:
    """File name -> content of what goes beside the stimuli, to know and to make them again: the
    manifest, the design, and the models that do not come along.
    """
    own = {s.name: s for s in plan.subjects if s.name not in plan.design.models}
    models = tuple(subject.name for subject in plan.subjects)
    design = replace(plan.design, models=tuple(f"{m}.npz" if m in own else m for m in models))
    return {
        MANIFEST: manifest(plan, maker),
        DESIGN: design_text(design).encode(),
        **{f"{name}.npz": subject.content for name, subject in own.items()},
    }


def _facts(plan: Plan, maker: Maker, stimulus: Stimulus) -> dict[str, str]:
    design, film = plan.design, stimulus.films
    return {
        "file": stimulus.file,
        "kind": "film" if film else "still",
        "model": stimulus.subject.name,
        "model_sha256": stimulus.subject.fingerprint,
        "from": stimulus.start.name,
        "expression": stimulus.end.name,
        "intensity": _decimal(stimulus.share),
        **{axis: _decimal(angle) for axis, angle in stimulus.pose._asdict().items()},
        "frames": str(len(stimulus.channels())),
        "fps": str(film.fps) if film else "",
        "onset": _decimal(film.onset) if film else "",
        "hold": _decimal(film.hold) if film else "",
        "offset": _decimal(film.offset) if film else "",
        "course": course_text(film.course) if film else "",
        "size": str(design.size),
        "samples": str(design.samples),
        "seed": str(design.seed),
        "engine": maker.engine,
        "blender": maker.blender,
        "version": maker.version,
    }


def _decimal(value: float) -> str:
    return f"{np.round(value, 6) + 0.0:.6f}"  # + 0.0: never -0

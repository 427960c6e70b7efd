"""The table of a stimulus set: the same bytes whenever the same set is made again."""

import csv
import io
from dataclasses import dataclass, replace

import numpy as np

from ..channels import CHANNELS
from .course import course_text
from .design import Films, Identity
from .plan import Plan, Stimulus, SubjectModel
from .writing import design_text

MANIFEST = "manifest.csv"
DESIGN = "design.toml"
_COLUMNS = (
    "file",
    "kind",
    "model",
    "model_sha256",
    "person_seed",
    "person_spread",
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
"""Before those of the channels."""
_OLDEST = 4
"""Of them, how many every version began with."""


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
    channels = _channels(plan)
    # newline: nothing turns the LF that is asked of the writer into what a system likes.
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*_COLUMNS, *channels))
    for stimulus in plan.stimuli:
        facts = _facts(plan, maker, stimulus)
        row = [facts[column] for column in _COLUMNS]
        row += _channel_cells(stimulus, channels)
        writer.writerow(row)
    return text.getvalue().encode()


def is_manifest(content: bytes) -> bool:
    """Whether a file begins as a manifest of any set does, of older versions too."""
    heading = ",".join(_COLUMNS[:_OLDEST])
    return content.startswith(heading.encode())


def records(plan: Plan, maker: Maker) -> dict[str, bytes]:
    """File name -> content of what goes beside the stimuli, to know and to make them again: the
    manifest, the design, and the models that do not come along.
    """
    files: dict[str, bytes] = {}
    models: list[str] = []
    for subject in plan.subjects:
        # Whoever has the extension has its models.
        if _comes_along(plan, subject):
            models.append(subject.name)
            continue
        file = f"{subject.name}.npz"
        files[file] = subject.content
        models.append(file)
    # The design names the copies beside it, wherever the models were read from.
    design = replace(plan.design, models=tuple(models))
    return {
        MANIFEST: manifest(plan, maker),
        DESIGN: design_text(design).encode(),
        **files,
    }


def _comes_along(plan: Plan, subject: SubjectModel) -> bool:
    """Whether a model is bundled: a design names those by the name that their subject has, and
    others by a file, which ends in .npz.
    """
    return subject.name in plan.design.models


def _channels(plan: Plan) -> list[str]:
    """The channels of all models, in the order of the table of channels."""
    features: set[str] = set()
    for subject in plan.subjects:
        features.update(subject.model.feature_columns)
    return [name for name in CHANNELS if name in features]


def _channel_cells(stimulus: Stimulus, channels: list[str]) -> list[str]:
    """A stimulus's values at its apex; empty where its model has no such channel."""
    columns = stimulus.subject.model.feature_columns
    values = dict(zip(columns, stimulus.apex(), strict=True))
    cells = []
    for name in channels:
        # Not 0, which is a strength.
        cell = _decimal(values[name]) if name in values else ""
        cells.append(cell)
    return cells


def _facts(
    plan: Plan,
    maker: Maker,
    stimulus: Stimulus,
) -> dict[str, str]:
    """Cells by column."""
    return {
        "file": stimulus.file,
        "kind": "film" if stimulus.films else "still",
        "model": stimulus.subject.name,
        "model_sha256": stimulus.subject.fingerprint,
        **_person_facts(stimulus.identity),
        "from": stimulus.start.name,
        "expression": stimulus.end.name,
        "intensity": _decimal(stimulus.share),
        "pitch": _decimal(stimulus.pose.pitch),
        "yaw": _decimal(stimulus.pose.yaw),
        "roll": _decimal(stimulus.pose.roll),
        "frames": str(len(stimulus.channels())),
        **_film_facts(stimulus.films),
        "size": str(plan.design.size),
        "samples": str(plan.design.samples),
        "seed": str(plan.design.seed),
        "engine": maker.engine,
        "blender": maker.blender,
        "version": maker.version,
    }


def _person_facts(identity: Identity | None) -> dict[str, str]:
    """Cells by column, empty for the mean face."""
    return {
        "person_seed": str(identity.seed) if identity else "",
        "person_spread": _decimal(identity.spread) if identity else "",
    }


def _film_facts(film: Films | None) -> dict[str, str]:
    """Cells by column, all of them empty for a picture."""
    if film is None:
        return dict.fromkeys(("fps", "onset", "hold", "offset", "course"), "")
    return {
        "fps": str(film.fps),
        "onset": _decimal(film.onset),
        "hold": _decimal(film.hold),
        "offset": _decimal(film.offset),
        "course": course_text(film.course),
    }


def _decimal(value: float) -> str:
    rounded = np.round(value, 6) + 0.0  # + 0.0: never -0
    return f"{rounded:.6f}"

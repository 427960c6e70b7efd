"""From a design to its stimuli, one after the other, each with its file's name and its channels."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from ..bundled import TITLES, path_of
from ..model import FaceModel
from .basic import basic_expressions
from .course import amplitudes
from .design import NEUTRAL, Design, DesignError, Expression, Films, Pose
from .naming import file_name, safe_name

LARGEST_SET = 100_000
"""Stimuli; a design for more is a slip."""


@dataclass(frozen=True, eq=False)
class SubjectModel:
    """A model and the NPZ that it was read from."""

    name: str
    model: FaceModel
    content: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the NPZ, as `sha256sum` shows it."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, eq=False)
class Stimulus:
    """A picture, or a film where `films` says how it moves: `share` of the way from one expression
    to another.
    """

    file: str
    subject: SubjectModel
    start: Expression
    end: Expression
    share: float
    pose: Pose
    films: Films | None = None

    def channels(self) -> np.ndarray:
        """Values of the model's feature columns on each frame, (n, F); a picture has one."""
        start, apex = self._values(self.start), self.apex()
        film = self.films
        if film is None:
            return apex[None]
        way = amplitudes(film.onset, film.hold, film.offset, film.course, film.fps)
        return start + way[:, None] * (apex - start)

    def apex(self) -> np.ndarray:
        """Values (F,) in the picture, or where the film holds."""
        start, end = self._values(self.start), self._values(self.end)
        return start + self.share * (end - start)

    def _values(self, expression: Expression) -> np.ndarray:
        columns = self.subject.model.feature_columns
        return np.array([expression.values.get(name, 0.0) for name in columns], np.float64)


@dataclass(frozen=True, eq=False)
class Plan:
    """A design's stimuli in the order of making: by model, pictures first, then films."""

    design: Design
    subjects: tuple[SubjectModel, ...]
    stimuli: tuple[Stimulus, ...]


def plan_stimuli(design: Design) -> Plan:
    """Raises DesignError, or ModelError for a model's file."""
    subjects = tuple(_subject(design, model) for model in design.models)
    _check_channels(design, subjects)
    stimuli = tuple(chain.from_iterable(_of_subject(design, subject) for subject in subjects))
    if not stimuli:
        raise DesignError(f"{design.name}: asks for no stills and no films; let it have either")
    if len(stimuli) > LARGEST_SET:
        raise DesignError(
            f"{design.name}: comes to {len(stimuli)} stimuli, more than {LARGEST_SET}; "
            "split it into several designs"
        )
    _check_files(design, stimuli)
    return Plan(design, subjects, stimuli)


def _subject(design: Design, name: str) -> SubjectModel:
    path = path_of(name) if name in TITLES else design.folder / name
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:  # the latter for a name that no file can have
        reason = error.strerror if isinstance(error, OSError) else error
        raise DesignError(
            f"{design.name}, models: {name!r} cannot be read ({reason}); name one of "
            f"{', '.join(TITLES)}, or an NPZ file beside the design"
        ) from error
    label = safe_name(path.stem, f"{design.name}, models")
    return SubjectModel(label, FaceModel.from_bytes(content, path.name), content)


def _check_channels(design: Design, subjects: Sequence[SubjectModel]) -> None:
    """Each expression has something for each model, and nothing that no model takes."""
    features = {subject.name: set(subject.model.feature_columns) for subject in subjects}
    known = set().union(*features.values())
    ends = (end for morph in design.morphs for end in (morph.start, morph.end))
    for expression in (*design.expressions, *ends):
        where = f"{design.name}, {expression.name}"
        written = set(expression.values)
        ready = basic_expressions().get(expression.name) == expression
        if not ready and (stray := sorted(written - known)):
            raise DesignError(f"{where}: no model of the design has {stray[0]}; take it out")
        for name, own in features.items():
            if written and not written & own:
                raise DesignError(
                    f"{where}: has no channel of the model {name}; "
                    f"add some, such as {', '.join(sorted(own)[:2])}"
                )


def _of_subject(design: Design, subject: SubjectModel) -> Iterator[Stimulus]:
    stills = [None] if design.stills else []
    films = [design.films] if design.films else []
    for film in (*stills, *films):
        for label, start, end, share in _changes(design, film is not None):
            for pose in design.poses:
                file = file_name(design, subject.name, label, share, pose, film is not None)
                yield Stimulus(file, subject, start, end, share, pose, film)


def _changes(design: Design, film: bool) -> Iterator[tuple[str, Expression, Expression, float]]:
    """What a name begins with, the expression to start from, the one to go to, and how far."""
    neutral = Expression(NEUTRAL, {})
    for expression in design.expressions:
        # An empty expression is the same at every intensity.
        for share in design.intensities if expression.values else (0.0,):
            yield expression.name, neutral, expression, share
    for morph in design.morphs:
        label = f"{morph.start.name}-{morph.end.name}"
        for share in (1.0,) if film else np.linspace(0, 1, morph.steps).tolist():
            yield label, morph.start, morph.end, share


def _check_files(design: Design, stimuli: Sequence[Stimulus]) -> None:
    """File systems of some machines do not tell capitals from small letters."""
    seen = set()
    for stimulus in stimuli:
        key = stimulus.file.casefold()
        if key in seen:
            raise DesignError(
                f"{design.name}: two stimuli would be named {stimulus.file}; give them other "
                "names, or intensities and angles that differ by more than 0.1"
            )
        seen.add(key)

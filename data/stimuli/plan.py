"""From a design to its stimuli, one after the other, each with its file's name and its channels."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..bundled import TITLES, path_of
from ..expressions import Expression, basic_expressions
from ..model import FaceModel
from ..rigs.retarget import shown_on
from .course import amplitudes
from .design import NEUTRAL, Design, DesignError, Films, Identity, Pose
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
    to another. Without an identity it shows the mean face.
    """

    file: str
    subject: SubjectModel
    identity: Identity | None
    start: Expression
    end: Expression
    share: float
    pose: Pose
    films: Films | None = None

    def channels(self) -> np.ndarray:
        """Values of the model's feature columns on each frame, (n, F); a picture has one."""
        apex = self.apex()
        film = self.films
        if film is None:
            return apex[None]
        start = self._values(self.start)
        way = amplitudes(
            onset=film.onset,
            hold=film.hold,
            offset=film.offset,
            course=film.course,
            fps=film.fps,
        )
        return start + way[:, None] * (apex - start)

    def apex(self) -> np.ndarray:
        """Values (F,) in the picture, or where the film holds."""
        start = self._values(self.start)
        end = self._values(self.end)
        return start + self.share * (end - start)

    def _values(self, expression: Expression) -> np.ndarray:
        """Values (F,) of the model's feature columns at full intensity."""
        columns = self.subject.model.feature_columns
        shown = shown_on(expression.on(self.subject.name).values, columns)
        values = [shown.get(name, 0.0) for name in columns]
        return np.array(values, np.float64)


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
    stimuli: list[Stimulus] = []
    for subject in subjects:
        stimuli += _stimuli_of(design, subject)
    if not stimuli:
        raise DesignError(f"{design.name}: asks for no stills and no films; let it have either")
    if len(stimuli) > LARGEST_SET:
        raise DesignError(
            f"{design.name}: comes to {len(stimuli)} stimuli, more than {LARGEST_SET}; "
            "split it into several designs"
        )
    _check_files(design, stimuli)
    return Plan(design, subjects, tuple(stimuli))


def _subject(design: Design, name: str) -> SubjectModel:
    """A bundled model by its name, or a file beside the design."""
    path = design.folder / name
    if name in TITLES:
        path = path_of(name)
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:  # the latter for a name that no file can have
        reason = error.strerror if isinstance(error, OSError) else error
        raise DesignError(
            f"{design.name}, models: {name!r} cannot be read ({reason}); name one of "
            f"{', '.join(TITLES)}, or an NPZ file beside the design"
        ) from error
    # It becomes a part of files' names.
    label = safe_name(path.stem, f"{design.name}, models")
    # From the same bytes as the fingerprint, even if the file changes meanwhile.
    model = FaceModel.from_bytes(content, path.name)
    return SubjectModel(label, model, content)


def _check_channels(design: Design, subjects: Sequence[SubjectModel]) -> None:
    """Each expression has something for each model, and nothing that no model takes."""
    features = {subject.name: set(subject.model.feature_columns) for subject in subjects}
    for expression in _expressions_of(design):
        _check_expression(expression, features, design)


def _expressions_of(design: Design) -> Iterator[Expression]:
    yield from design.expressions
    for morph in design.morphs:
        yield morph.start
        yield morph.end


def _check_expression(
    expression: Expression,
    features: dict[str, set[str]],
    design: Design,
) -> None:
    """features: channels of the models by their names."""
    where = f"{design.name}, {expression.name}"
    written = set(expression.values)
    known: set[str] = set()
    for own in features.values():
        known |= _shown_of(written, own)
    stray = sorted(written - known)
    # Ready expressions hold channels of several families, so that any model has some.
    is_ready = basic_expressions().get(expression.name) == expression
    if stray and not is_ready:
        raise DesignError(f"{where}: no model of the design has {stray[0]}; take it out")
    for name, own in features.items():
        # Without any, the stimulus would be the neutral face under another name.
        if written and own.isdisjoint(shown_on(expression.values, own)):
            examples = sorted(own)[:2]
            raise DesignError(
                f"{where}: has no channel of the model {name}; "
                f"add some, such as {', '.join(examples)}"
            )


def _shown_of(written: set[str], own: set[str]) -> set[str]:
    """Those of an expression's channels that a model with these columns shows."""
    if not written.isdisjoint(own):
        return written & own
    # Action units and emotions show on other models through a table.
    return {name for name in written if not own.isdisjoint(shown_on({name: 1.0}, own))}


class _Change(NamedTuple):
    """What a file's name begins with, where a face starts from, where it goes, and how far."""

    label: str
    start: Expression
    end: Expression
    share: float


def _stimuli_of(design: Design, subject: SubjectModel) -> Iterator[Stimulus]:
    """Pictures first, then films; poses change first."""
    if design.stills:
        for identity in design.people:
            yield from _stimuli_of_kind(design, subject, identity, None)
    if design.films:
        for identity in design.people:
            yield from _stimuli_of_kind(design, subject, identity, design.films)


def _stimuli_of_kind(
    design: Design,
    subject: SubjectModel,
    identity: Identity | None,
    films: Films | None,
) -> Iterator[Stimulus]:
    is_film = films is not None
    for change in _changes(design, is_film):
        for pose in design.poses:
            file = file_name(
                design=design,
                model=subject.name,
                identity=identity,
                label=change.label,
                share=change.share,
                pose=pose,
                film=is_film,
            )
            yield Stimulus(
                file=file,
                subject=subject,
                identity=identity,
                start=change.start,
                end=change.end,
                share=change.share,
                pose=pose,
                films=films,
            )


def _changes(design: Design, is_film: bool) -> Iterator[_Change]:
    """Expressions at each intensity, then morphs at each step."""
    neutral = Expression(NEUTRAL, {})
    for expression in design.expressions:
        # An empty expression is the same at every intensity.
        shares = design.intensities if expression.values else (0.0,)
        for share in shares:
            yield _Change(
                label=expression.name,
                start=neutral,
                end=expression,
                share=share,
            )
    for morph in design.morphs:
        label = f"{morph.start.name}-{morph.end.name}"
        # A film shows the whole way by itself.
        shares = (1.0,) if is_film else np.linspace(0, 1, morph.steps).tolist()
        for share in shares:
            yield _Change(
                label=label,
                start=morph.start,
                end=morph.end,
                share=share,
            )


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

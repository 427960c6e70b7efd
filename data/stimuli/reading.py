"""Designs from TOML, which docs/stimuli.md explains, or from a CSV sheet of expressions alone."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..expressions import Expression, basic_expressions
from ..person.limits import LARGEST_SPREAD
from ..stimulus_limits import PEOPLE, SAMPLES, SIZES
from ..toml_text import parse_toml, utf8_text
from .design import Design, DesignError, Identities, Morph
from .entries import Entries
from .naming import safe_name
from .reading_films import read_films
from .sheet import parse_sheet
from .values import LARGEST, channel_values

STEEPEST = 90.0
"""Degrees of a head pose."""

_STEPS = (2, 1001)
"""Least and most of a morph, which shows both of its ends."""

_USUAL_STEPS = 11
"""Tenths of the way."""

_LARGEST_SEED = 2**31 - 1
"""Blender's own limit."""

_DESIGN = [
    "models",
    "basic",
    "sheet",
    "expressions",
    "intensities",
    "poses",
    "identities",
    "morphs",
    "stills",
    "films",
    "size",
    "samples",
    "seed",
]


def read_design(path: str | Path, **told: int) -> Design:
    """A CSV is a sheet without anything else. told: entries that go before the file's.

    Raises DesignError, which names the file, the entry, line or row, and what to do.
    """
    path = Path(path)
    if path.suffix.lower() == ".csv":
        # As a design would that names the sheet: the file is read where sheets are.
        entries: dict[str, Any] = {"sheet": path.name}
    else:
        entries = _toml(_text_of(path, path.name), path.name)
    return _design(entries | told, path.name, path.parent)


def parse_design(
    text: str,
    name: str,
    folder: Path = Path(),
) -> Design:
    """name: what errors call the file. folder: where the files that it names lie."""
    return _design(_toml(text, name), name, folder)


def _text_of(path: Path, name: str) -> str:
    return utf8_text(path, name, DesignError)


def _toml(text: str, name: str) -> dict[str, Any]:
    return parse_toml(text, name, DesignError)


def _design(
    file: Mapping[str, Any],
    name: str,
    folder: Path,
) -> Design:
    """A design from the entries of its file. name, folder: as in parse_design."""
    entries = Entries(file, name)
    entries.check_keys(_DESIGN)
    expressions = _expressions(entries, folder)
    morphs = _morphs(entries, expressions)
    # Morphs alone are enough: they may go from one ready expression to another.
    if not expressions and not morphs:
        raise DesignError(
            f'{name}: has no expressions; add basic = ["happiness"], a sheet or [expressions.NAME]'
        )
    films = read_films(entries)
    size = entries.whole("size", Design.size, *SIZES)
    # A film's colors have half of its rows and columns (4:2:0).
    if films and size % 2:
        raise DesignError(f"{name}, size: is {size}; films need an even number")
    poses = entries.inner("poses")
    poses.check_keys(("pitch", "yaw", "roll"))
    return Design(
        expressions=tuple(expressions.values()),
        pitch=_angles(poses, "pitch"),
        yaw=_angles(poses, "yaw"),
        roll=_angles(poses, "roll"),
        intensities=entries.numbers(
            key="intensities",
            default=[1.0],
            least=0,
            most=LARGEST,
        ),
        models=_models(entries),
        identities=_identities(entries),
        morphs=morphs,
        stills=entries.typed("stills", True),
        films=films,
        size=size,
        samples=entries.whole("samples", Design.samples, *SAMPLES),
        seed=entries.whole(
            key="seed",
            default=Design.seed,
            least=0,
            most=_LARGEST_SEED,
        ),
        name=name,
        folder=folder,
    )


def _angles(poses: Entries, axis: str) -> tuple[float, ...]:
    """Degrees about an axis."""
    return poses.numbers(
        key=axis,
        default=[0.0],
        least=-STEEPEST,
        most=STEEPEST,
    )


def _expressions(design: Entries, folder: Path) -> dict[str, Expression]:
    """By name: the ready ones, then those of the sheet, then those written here."""
    found = []
    for entry in design.typed("basic", []):
        ready = _basic(entry, design.place("basic"))
        found.append(ready)
    sheet = design.typed("sheet", "")
    if sheet:
        text = _text_of(folder / sheet, sheet)
        found += parse_sheet(text, sheet)
    own = design.inner("expressions")
    for written, values in own.table.items():
        expression = _expression(written, values, own.place(written))
        found.append(expression)
    expressions: dict[str, Expression] = {}
    for expression in found:
        # Files are named after expressions.
        if expression.name in expressions:
            raise DesignError(
                f"{design.where}: {expression.name} is there twice; rename one of them"
            )
        expressions[expression.name] = expression
    return expressions


def _expression(
    written: str,
    values: Any,
    where: str,
) -> Expression:
    """The table [expressions.`written`]."""
    label = safe_name(written, where)
    if not isinstance(values, dict):
        raise DesignError(f"{where}: must be a table of channels")
    return Expression(label, channel_values(values.items(), where))


def _basic(entry: Any, where: str) -> Expression:
    ready = basic_expressions()
    if not isinstance(entry, str) or entry not in ready:
        raise DesignError(f"{where}: {entry!r} is none of {', '.join(ready)}")
    return ready[entry]


def _morphs(
    design: Entries,
    expressions: Mapping[str, Expression],
) -> tuple[Morph, ...]:
    """Between the design's expressions or ready ones, which the design need not ask for."""
    # The design's own go before ready ones of the same name.
    known = basic_expressions() | dict(expressions)
    morphs = []
    for number, table in enumerate(design.typed("morphs", []), 1):
        where = f"{design.place('morphs')}, number {number}"
        if not isinstance(table, dict):
            raise DesignError(f"{where}: must be a table; begin it with [[morphs]]")
        morph = _morph(Entries(table, where), known)
        morphs.append(morph)
    return tuple(morphs)


def _morph(entries: Entries, known: Mapping[str, Expression]) -> Morph:
    entries.check_keys(("from", "to", "steps"))
    start = entries.typed("from", "")
    end = entries.typed("to", "")
    for expression in (start, end):
        if expression not in known:
            raise DesignError(f"{entries.where}: {expression!r} is none of {', '.join(known)}")
    steps = entries.whole("steps", _USUAL_STEPS, *_STEPS)
    return Morph(known[start], known[end], steps)


def _identities(design: Entries) -> Identities | None:
    """The people, None where the design asks for none."""
    if "identities" not in design.table:
        return None
    entries = design.inner("identities")
    entries.check_keys(("count", "seed", "spread"))
    return Identities(
        count=entries.whole("count", 1, *PEOPLE),
        seed=entries.whole("seed", Identities.seed, 0, _LARGEST_SEED),
        spread=entries.number("spread", Identities.spread, 0, LARGEST_SPREAD),
    )


def _models(design: Entries) -> tuple[str, ...]:
    models = design.typed("models", list(Design.models))
    are_names = all(isinstance(model, str) and model for model in models)
    if not models or not are_names:
        raise DesignError(f'{design.place("models")}: must be names in quotes, such as ["arkit"]')
    return tuple(models)

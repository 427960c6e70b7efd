"""Designs from TOML, which docs/stimuli.md explains, or from a CSV sheet of expressions alone."""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from ..toml_text import parse_toml, utf8_text
from .basic import basic_expressions
from .course import COURSES, Course
from .design import SAMPLES, SIZES, Design, DesignError, Expression, Films, Morph
from .naming import safe_name
from .sheet import parse_sheet
from .values import LARGEST, channel_values, check_keys, in_range, numbers, typed, whole

STEEPEST = 90.0
"""Degrees of a head pose."""

_DESIGN = [
    "models",
    "basic",
    "sheet",
    "expressions",
    "intensities",
    "poses",
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
        return _design({"sheet": path.name} | told, path.name, path.parent)
    return _design(_toml(_text_of(path, path.name), path.name) | told, path.name, path.parent)


def parse_design(text: str, name: str, folder: Path = Path()) -> Design:
    """name: what errors call the file. folder: where the files that it names lie."""
    return _design(_toml(text, name), name, folder)


def _text_of(path: Path, name: str) -> str:
    return utf8_text(path, name, DesignError)


def _toml(text: str, name: str) -> dict[str, Any]:
    return parse_toml(text, name, DesignError)


def _design(file: Mapping[str, Any], name: str, folder: Path) -> Design:
    check_keys(file, _DESIGN, name)
    expressions = _expressions(file, name, folder)
    morphs = _morphs(file, expressions, name)
    if not expressions and not morphs:
        raise DesignError(
            f'{name}: has no expressions; add basic = ["happiness"], a sheet or [expressions.NAME]'
        )
    films, size = _films(file, name), whole(file, "size", Design.size, *SIZES, name)
    if films and size % 2:
        raise DesignError(f"{name}, size: is {size}; films need an even number")
    poses = typed(file, "poses", {}, name)
    check_keys(poses, ("pitch", "yaw", "roll"), f"{name}, poses")
    pitch, yaw, roll = (
        numbers(poses, axis, [0.0], -STEEPEST, STEEPEST, f"{name}, poses")
        for axis in ("pitch", "yaw", "roll")
    )
    return Design(
        expressions=tuple(expressions.values()),
        intensities=numbers(file, "intensities", [1.0], 0, LARGEST, name),
        pitch=pitch,
        yaw=yaw,
        roll=roll,
        models=_models(file, name),
        morphs=morphs,
        stills=typed(file, "stills", True, name),
        films=films,
        size=size,
        samples=whole(file, "samples", Design.samples, *SAMPLES, name),
        seed=whole(file, "seed", Design.seed, 0, 2**31 - 1, name),
        name=name,
        folder=folder,
    )


def _expressions(file: Mapping[str, Any], name: str, folder: Path) -> dict[str, Expression]:
    """The ready ones, then those of the sheet, then those written here."""
    found = [_basic(entry, f"{name}, basic") for entry in typed(file, "basic", [], name)]
    if sheet := typed(file, "sheet", "", name):
        found += parse_sheet(_text_of(folder / sheet, sheet), sheet)
    for written, values in typed(file, "expressions", {}, name).items():
        where = f"{name}, expressions, {written}"
        label = safe_name(written, where)
        if not isinstance(values, dict):
            raise DesignError(f"{where}: must be a table of channels")
        found.append(Expression(label, channel_values(values.items(), where)))
    expressions: dict[str, Expression] = {}
    for expression in found:
        if expression.name in expressions:
            raise DesignError(f"{name}: {expression.name} is there twice; rename one of them")
        expressions[expression.name] = expression
    return expressions


def _basic(entry: Any, where: str) -> Expression:
    ready = basic_expressions()
    if not isinstance(entry, str) or entry not in ready:
        raise DesignError(f"{where}: {entry!r} is none of {', '.join(ready)}")
    return ready[entry]


def _morphs(
    file: Mapping[str, Any], expressions: Mapping[str, Expression], name: str
) -> tuple[Morph, ...]:
    known = basic_expressions() | dict(expressions)
    morphs = []
    for number, table in enumerate(typed(file, "morphs", [], name), 1):
        where = f"{name}, morphs, number {number}"
        if not isinstance(table, dict):
            raise DesignError(f"{where}: must be a table; begin it with [[morphs]]")
        check_keys(table, ("from", "to", "steps"), where)
        start, end = (typed(table, key, "", where) for key in ("from", "to"))
        for expression in (start, end):
            if expression not in known:
                raise DesignError(f"{where}: {expression!r} is none of {', '.join(known)}")
        steps = whole(table, "steps", 11, 2, 1001, where)
        morphs.append(Morph(known[start], known[end], steps))
    return tuple(morphs)


def _films(file: Mapping[str, Any], name: str) -> Films | None:
    if "films" not in file:
        return None
    table, where = typed(file, "films", {}, name), f"{name}, films"
    check_keys(table, ("onset", "hold", "offset", "course", "fps"), where)
    onset, hold, offset = (
        in_range(table.get(key, getattr(Films, key)), 0, 600, f"{where}, {key}")
        for key in ("onset", "hold", "offset")
    )
    fps = whole(table, "fps", Films.fps, 1, 1000, where)
    if (onset + hold + offset) * fps < 1:
        raise DesignError(f"{where}: are shorter than a frame; set onset, hold and offset")
    return Films(onset, hold, offset, _course(table.get("course", Films.course), where), fps)


def _course(course: Any, where: str) -> Course:
    where = f"{where}, course"
    if isinstance(course, str) and course in COURSES:
        return course
    if not isinstance(course, list):
        raise DesignError(
            f"{where}: must be one of {', '.join(COURSES)}, or a list of "
            "[share of the time, share of the way]"
        )
    points = []
    for pair in course:
        if not isinstance(pair, list) or len(pair) != 2:
            raise DesignError(f"{where}: needs pairs such as [0.3, 0.8]")
        points.append((in_range(pair[0], 0, 1, where), in_range(pair[1], -1, 2, where)))
    rising = all(first[0] < second[0] for first, second in pairwise(points))
    if len(points) < 2 or not rising or (points[0], points[-1]) != ((0, 0), (1, 1)):
        raise DesignError(f"{where}: must go from [0, 0] to [1, 1], each pair later than the last")
    return tuple(points)


def _models(file: Mapping[str, Any], name: str) -> tuple[str, ...]:
    models = typed(file, "models", list(Design.models), name)
    if not models or not all(isinstance(model, str) and model for model in models):
        raise DesignError(f'{name}, models: must be names in quotes, such as ["arkit"]')
    return tuple(models)

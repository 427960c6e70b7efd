"""A design as TOML."""

import json

from ..expressions import Expression, basic_expressions
from ..toml_text import list_text, quoted
from .design import Design, Films, Identities, Morph


def design_text(design: Design) -> str:
    """The file that reads as this design, with the sheet's expressions among its own."""
    lines = [f"models = {list_text(design.models)}"]
    # By their names alone: whoever reads the file knows what they are.
    basic = [expression.name for expression in design.expressions if _is_ready(expression)]
    if basic:
        lines.append(f"basic = {list_text(basic)}")
    lines.append(f"intensities = {list_text(design.intensities)}")
    lines.append(f"stills = {json.dumps(design.stills)}")
    lines.append(f"size = {design.size}")
    lines.append(f"samples = {design.samples}")
    lines.append(f"seed = {design.seed}")
    # Tables from here on: in TOML, all that follows a table's head belongs to it.
    lines += _poses(design)
    if design.identities:
        lines += _identities(design.identities)
    if design.films:
        lines += _films(design.films)
    for expression in design.expressions:
        if not _is_ready(expression):
            lines += ["", *_table(expression)]
    for morph in design.morphs:
        lines += _morph(morph)
    return "\n".join(lines) + "\n"


def _is_ready(expression: Expression) -> bool:
    """Whether it comes along; one of the same name may be the user's own."""
    return basic_expressions().get(expression.name) == expression


def _poses(design: Design) -> list[str]:
    return [
        "",
        "[poses]",
        f"pitch = {list_text(design.pitch)}",
        f"yaw = {list_text(design.yaw)}",
        f"roll = {list_text(design.roll)}",
    ]


def _identities(identities: Identities) -> list[str]:
    return [
        "",
        "[identities]",
        f"count = {identities.count}",
        f"seed = {identities.seed}",
        f"spread = {identities.spread!r}",
    ]


def _films(films: Films) -> list[str]:
    # A course's points are tuples, which JSON writes as TOML writes lists.
    return [
        "",
        "[films]",
        f"onset = {films.onset!r}",
        f"hold = {films.hold!r}",
        f"offset = {films.offset!r}",
        f"fps = {films.fps!r}",
        f"course = {json.dumps(films.course)}",
    ]


def _morph(morph: Morph) -> list[str]:
    return [
        "",
        "[[morphs]]",
        f"from = {quoted(morph.start.name)}",
        f"to = {quoted(morph.end.name)}",
        f"steps = {morph.steps}",
    ]


def _table(expression: Expression) -> list[str]:
    cells = [f"{quoted(name)} = {value!r}" for name, value in expression.values.items()]
    return [f"[expressions.{quoted(expression.name)}]", *cells]

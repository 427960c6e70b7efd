"""A design as TOML."""

import json

from ..toml_text import list_text, quoted
from .basic import basic_expressions
from .design import Design, Expression


def design_text(design: Design) -> str:
    """The file that reads as this design, with the sheet's expressions among its own."""
    ready = basic_expressions()
    basic = [e.name for e in design.expressions if ready.get(e.name) == e]
    lines = [f"models = {list_text(design.models)}"]
    if basic:
        lines.append(f"basic = {list_text(basic)}")
    lines.append(f"intensities = {list_text(design.intensities)}")
    lines.append(f"stills = {json.dumps(design.stills)}")
    lines += [f"{key} = {getattr(design, key)}" for key in ("size", "samples", "seed")]
    lines += ["", "[poses]"]
    lines += [f"{axis} = {list_text(getattr(design, axis))}" for axis in ("pitch", "yaw", "roll")]
    if film := design.films:
        course = film.course
        lines += ["", "[films]"]
        lines += [f"{key} = {getattr(film, key)!r}" for key in ("onset", "hold", "offset", "fps")]
        points = course if isinstance(course, str) else [list(point) for point in course]
        lines.append(f"course = {json.dumps(points)}")
    for expression in design.expressions:
        if ready.get(expression.name) != expression:
            lines += ["", *_table(expression)]
    for morph in design.morphs:
        lines += ["", "[[morphs]]", f"from = {quoted(morph.start.name)}"]
        lines += [f"to = {quoted(morph.end.name)}", f"steps = {morph.steps}"]
    return "\n".join(lines) + "\n"


def _table(expression: Expression) -> list[str]:
    cells = [f"{quoted(name)} = {value!r}" for name, value in expression.values.items()]
    return [f"[expressions.{quoted(expression.name)}]", *cells]

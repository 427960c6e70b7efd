"""The expressions that a user can choose from, and which group of them the panel shows."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import bpy
from bpy.props import EnumProperty, PointerProperty

from ..blender.extension import user_folder
from ..data.errors import FaceError
from ..data.expressions import GROUPS

if TYPE_CHECKING:
    from ..data.expressions import Expression


OWN = "Own"
"""Title of the group that the user keeps."""


def folder_of_own() -> Path:
    """Where the user's expressions are kept."""
    return user_folder("expressions")


def expressions_of(group: str) -> "Mapping[str, Expression]":
    """Name -> expression of a group by its title. Raises ExpressionError for a broken file."""
    from ..data.expressions import own_expressions

    if group == OWN:
        return own_expressions(folder_of_own())
    return _bundled(group)


@cache
def _bundled(group: str) -> "Mapping[str, Expression]":
    from ..data.expressions import bundled_expressions

    return {expression.name: expression for expression in bundled_expressions()[group]}


def expression_of(group: str, name: str) -> "Expression":
    """Raises FaceError where there is none of that name."""
    found = expressions_of(group).get(name)
    if found is None:
        raise FaceError(f"{name}: there is no such expression in {group}")
    return found


def _groups() -> list[tuple[str, str, str]]:
    titles = (*GROUPS, OWN)
    return [(title, title, f"Expressions: {title.lower()}") for title in titles]


class ExpressionChoice(bpy.types.PropertyGroup):
    """What the sidebar shows, not saved with the file."""

    group: EnumProperty(
        name="Group",
        description="Which expressions are listed",
        items=_groups(),
    )


CLASSES = (ExpressionChoice,)
PROPERTIES = (
    (
        bpy.types.WindowManager,
        "blendshape_face_expressions",
        PointerProperty(type=ExpressionChoice),
    ),
)
"""Owner, name and definition of what is added to Blender's own types."""

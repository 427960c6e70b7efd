"""What a report says of a character's shape keys besides their number."""

from collections.abc import Iterable, Sequence

from bpy.types import Object

from ..data.rigs import Link
from ..face.properties import is_converted
from .objects import key_names

_MOST_NAMES = 4
"""As many are listed before the others are counted."""


def remarks_on_keys(obj: Object, links: Iterable[Link]) -> list[str]:
    """Shape keys that no link drives, and what keeps those that are driven from being seen."""
    mesh = obj.data
    driven = {link.target for link in links}
    remarks = []
    others = [name for name in key_names(mesh) if name not in driven]
    # A converted face has others on purpose: its correctives.
    if others and not is_converted(mesh):
        remarks.append(f"not linked: {listed(others)}")
    blocks = mesh.shape_keys.key_blocks
    muted = [block.name for block in blocks if block.mute and block.name in driven]
    if muted:
        remarks.append(f"muted, so that they do not move it: {listed(muted)}")
    if obj.show_only_shape_key:
        remarks.append("it shows its active shape key alone: switch off Solo Active Shape Key")
    return remarks


def listed(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    text = ", ".join(names[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    return f"{text} and {more} more" if more > 0 else text

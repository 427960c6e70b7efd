# ruff: noqa: E501  # prose
"""Write docs/formats.md from the readers themselves: `uv run python -m tools.formats`."""

from blendshape_face.data.takes import READERS
from blendshape_face.data.takes.head_conventions import CONVENTIONS

from tools.paths import ROOT

TARGET = ROOT / "docs" / "formats.md"
FILE_ANGLES = ("pitch", "yaw", "roll")
"""The angles of a file, in the order of a convention's columns."""

_HEAD = """# Recordings that are read

Made from the readers by `uv run python -m tools.formats`. A format is told by its content, never by
the file's name; channels are matched by one normalized name (`EyeBlinkLeft`, `eyeBlink_L` and
`blendShapes.EyeBlinkLeft` are one), comma, semicolon and tab part the cells, and where commas do not,
a comma is a decimal point. Channels that no model knows, such as `tongueOut`, are kept and listed.

| format | what is read |
|---|---|
"""

_CONVENTIONS = """
## Head pose

Inside, Pitch, Yaw and Roll are radians: positive Pitch looks up, Yaw turns and Roll tilts to the
subject's right; the head turns by Pitch first, then Yaw, then Roll. Numbers above 1.75 are taken for
degrees. Each format has a convention, which you can override, and every angle can be flipped:

![The three angles](images/head_pose.jpg)

| convention | Pitch | Yaw | Roll |
|---|---|---|---|
"""


def formats_page() -> str:
    """The page as Markdown: a row for each reader and each convention."""
    rows = [f"| {reader.TITLE} | {reader.READS} |" for reader in READERS]
    heads = []
    for convention in CONVENTIONS.values():
        # Each of our angles is one of the file's, perhaps the other way round.
        cells = [_signed(FILE_ANGLES[column], sign) for column, sign in convention.source]
        heads.append(f"| {convention.title} | {' | '.join(cells)} |")
    return _HEAD + "\n".join(rows) + "\n" + _CONVENTIONS + "\n".join(heads) + "\n"


def _signed(angle: str, sign: float) -> str:
    return f"-{angle}" if sign < 0 else angle


if __name__ == "__main__":
    TARGET.write_text(formats_page())
    print(TARGET)

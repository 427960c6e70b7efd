# ruff: noqa: E501  # prose
"""Write docs/formats.md from the readers themselves: `uv run python -m tools.formats`."""

from blendshape_face.data.takes import READERS
from blendshape_face.data.takes.head_conventions import CONVENTIONS
from blendshape_face.data.vocabularies import vocabularies

from tools.paths import ROOT

TARGET = ROOT / "docs" / "formats.md"
FILE_ANGLES = ("pitch", "yaw", "roll")
"""The angles of a file, in the order of a convention's columns."""

_HEAD = """# Recordings that are read

Made from the readers by `uv run python -m tools.formats`. A format is told by its content, never by
the file's name; channels are matched by one normalized name (`EyeBlinkLeft`, `eyeBlink_L` and
`blendShapes.EyeBlinkLeft` are one), comma, semicolon and tab part the cells, and where commas do not,
a comma is a decimal point. What stands before or behind most names of a file (`bs_jawOpen`,
`jawOpen.001`) is taken off. Channels that no model knows, such as `tongueOut`, are kept, and what is
not read is listed.

| format | what is read |
|---|---|
"""

_CONVENTIONS = """
## Head pose

Inside, Pitch, Yaw and Roll are radians: positive Pitch looks up, Yaw turns and Roll tilts to the
subject's right; the head turns by Pitch first, then Yaw, then Roll. Names tell what is there: pitch,
yaw and roll, `pose_Rx` .., the x, y and z of a rotation, quaternions, and matrices of 9, 12 or 16
numbers, by rows or by columns. Where neither the format nor a name tells the unit, numbers above 1.75
in more than a fiftieth of the rows are degrees. Angles that pass half a turn go on. Each format has a
convention, which you can override, and every angle can be flipped:

![The three angles](images/head_pose.jpg)

| convention | Pitch | Yaw | Roll |
|---|---|---|---|
"""


_VOCABULARIES = """
## Names of other trackers

These names become ARKit's channels by a table, with shares where several make one. A name that a
table lacks is kept as it is and listed.

| names of | how many | what is lost, or to know |
|---|---|---|
"""


def _vocabulary_rows() -> list[str]:
    rows = []
    for vocabulary in vocabularies():
        lost = vocabulary.note.removeprefix("lost: ")
        rows.append(f"| {vocabulary.title} | {len(vocabulary.keys)} | {lost} |")
    return rows


def formats_page() -> str:
    """The page as Markdown: a row for each reader and each convention."""
    rows = [f"| {reader.TITLE} | {reader.READS} |" for reader in READERS]
    heads = []
    for convention in CONVENTIONS.values():
        # Each of our angles is one of the file's, perhaps the other way round.
        cells = [_signed(FILE_ANGLES[column], sign) for column, sign in convention.source]
        heads.append(f"| {convention.title} | {' | '.join(cells)} |")
    sections = [
        _HEAD + "\n".join(rows),
        _VOCABULARIES + "\n".join(_vocabulary_rows()),
        _CONVENTIONS + "\n".join(heads),
    ]
    return "\n".join(sections) + "\n"


def _signed(angle: str, sign: float) -> str:
    return f"-{angle}" if sign < 0 else angle


if __name__ == "__main__":
    TARGET.write_text(formats_page())
    print(TARGET)

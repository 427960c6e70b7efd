# ruff: noqa: E501  # prose
"""Write docs/formats.md from the readers themselves: `uv run python -m tools.formats`."""

from collections.abc import Iterable

from blendshape_face.data.head_tables import CONVENTIONS
from blendshape_face.data.reading_choices import UNITS
from blendshape_face.data.takes import READERS
from blendshape_face.data.takes.clocks import HIGHEST_FPS
from blendshape_face.data.takes.clocks.timecodes import USUAL_BASE
from blendshape_face.data.takes.faces import DOUBTFUL
from blendshape_face.data.vocabularies import vocabularies

from tools.paths import ROOT

TARGET = ROOT / "docs" / "formats.md"
FILE_ANGLES = ("pitch", "yaw", "roll")
"""The angles of a file, in the order of a convention's columns."""

_HEAD = """# Recordings that are read

Made from the readers by `uv run python -m tools.formats`. A format is told by its content, never by
the file's name; channels are matched by one normalized name (`EyeBlinkLeft`, `eyeBlink_L` and
`blendShapes.EyeBlinkLeft` are one), comma, semicolon and tab part the cells, or a bar where there is
none of them, and where commas do not, a comma is a decimal point. `20%` is 0.2; empty cells and `NA`, `.`, `?`, `#N/A` and
their like were not measured. What stands before or behind most names of a file (`bs_jawOpen`,
`jawOpen.001`) is taken off. Channels that no model knows, such as `tongueOut`, are kept, and what is
not read is listed. All of them may be packed by gzip. NumPy's files are read as tables: `.npz` with an array for each
channel, or with a matrix (`values`) beside a list of texts (`names`), and clock, people and head pose as further arrays;
`.npy` where it has named fields.

| format | what is read |
|---|---|
"""

_CLOCKS = """
## Clock

One rule for all formats. The import's report says what was found; *Clock*, *Clock Unit* and *Timecode Base* in the
dialog, or `--clock`, `--clock-unit` and `--timecode-base`, overrule it.

1. A column or key whose name says time and unit, in any spelling: `Time (s)`, `timestampMs`, `time_us`.
2. One that says time alone: `timestamp`, `t`. Its unit is told by the steps between samples that are not zero (0.04 is
   s, 40 is ms, 40,000 is us), or by dates since 1970 or 1900. A rate below 5 or above 75 samples a second is then worth
   a look, and a note says so.
3. One that only ends in a time, if it goes on.
4. A count of frames (`frame`, `frame_index`, `Frame #`), at the rate that the file names (`fps`,
   `metadata.frame_rate` ..), else at the one that you give. Where a counter goes by twos, the take has half that rate.
5. The number of the row, at the same rate.

Numbers, dates with or without a zone (ISO-8601), times of day and timecodes are read. Units are {units}.

| what is in the file | what becomes of it |
|---|---|
| a row without a time | left out, a gap |
| a time far from all others, or one that goes back | left out, and its row named |
| each time twice | every second row |
| three or more rows in a row that go back | refused at that row: two recordings are joined |
| more than a tenth of the rows with a face without a time that goes on | refused |
| more than {fps:g} samples a second | no clock; refused unless frames are counted beside it |
| times that stand still | no clock |

The rate is the mean of the regular steps, or where rounded times allow it, the one that cameras have: whole milliseconds of 60 fps are 60 fps, and dropped frames do not slow it
down.

A timecode's base is told by where its seconds roll over: after 00:00:00:29 comes 00:00:01:00, so it is 30. Where no second
does, {base} is assumed and told. Drop frame is told by `;` or `.` before the frames, or by the labels that are left out.

"""

_PEOPLE = """
## People and recordings

A take is of one person. Who it is, tells the first of these that the file has:

1. a name: `Identity`, `face_id`, `person`, `track_id` .. of rows; where it never saw two in one frame, a tracker's
   number only says that it lost the face and found it again, and all rows are one person;
2. the place of the face, which goes on from frame to frame: py-feat's rectangles, the order of values in JSON.

Of several the one in most frames is read, of those in as many the largest. What a detector was far less sure of
(`FaceScore`, `confidence`: less than {doubtful:.0%} of the surest) is most likely no face and comes last. A note tells of all,
with their share of the frames; *Face* or `--face` chooses one, or `all`.

A column such as `input`, `video`, `file`, `clip` or `session` tells recordings apart: each is a take of its own, with a clock
of its own. Pictures, each with a name of its own, are the frames of one. Without such a column, times that start
anew are refused.

"""

_STRENGTHS = """
## Strengths

Strengths go from 0 to 1, a little beyond too. iFacialMocap's percent and OpenFace's 0 to 5 are read as that. Where in any
other file more than a fiftieth of the rows go beyond 2, a note tells what they look like: 0 to 5, percent, or 0 to 255.
Nothing is scaled unasked: *Full Value* or `--full-value` is the number in the file that is full strength.

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
        _CLOCKS.format(units=_listed(UNITS), fps=HIGHEST_FPS, base=USUAL_BASE).strip(),
        _PEOPLE.format(doubtful=DOUBTFUL),
        _STRENGTHS,
        _VOCABULARIES + "\n".join(_vocabulary_rows()),
        _CONVENTIONS + "\n".join(heads),
    ]
    return "\n\n".join(section.strip() for section in sections) + "\n"


def _listed(words: Iterable[str]) -> str:
    *first, last = [f"`{word}`" for word in words]
    return f"{', '.join(first)} and {last}"


def _signed(angle: str, sign: float) -> str:
    return f"-{angle}" if sign < 0 else angle


if __name__ == "__main__":
    TARGET.write_text(formats_page())
    print(TARGET)

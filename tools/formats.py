# ruff: noqa: E501  # prose
"""Write docs/formats.md from the readers themselves: `uv run python -m tools.formats`."""

from tools.paths import ROOT

TARGET = ROOT / "docs" / "formats.md"

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
    from blendshape_face.data.takes import READERS
    from blendshape_face.data.takes.head_conventions import CONVENTIONS

    rows = [f"| {reader.TITLE} | {reader.READS} |" for reader in READERS]
    heads = []
    for convention in CONVENTIONS.values():
        cells = [
            f"{'-' if s < 0 else ''}{('pitch', 'yaw', 'roll')[c]}" for c, s in convention.source
        ]
        heads.append(f"| {convention.title} | {' | '.join(cells)} |")
    return _HEAD + "\n".join(rows) + "\n" + _CONVENTIONS + "\n".join(heads) + "\n"


if __name__ == "__main__":
    TARGET.write_text(formats_page())
    print(TARGET)

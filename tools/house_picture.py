"""Draw the rooms, from the roof to the ground: `uv run python -m tools.house_picture`.

Writes docs/images/house.svg.
"""

from html import escape

from tools.paths import ROOT

TARGET = ROOT / "docs" / "images" / "house.svg"

FLOORS = (
    ("operators", "panels", "cli"),
    ("export", "studio", "live"),
    ("animation",),
    ("characters",),
    ("face",),
    ("blender",),
    ("data",),
)
"""From the roof to the ground. A room imports what lies below it, never beside or above."""

PURPOSES = {
    "operators": "what people press",
    "panels": "what people see",
    "cli": "what people type",
    "export": "files for other programs",
    "studio": "camera, film, figures, stimuli",
    "live": "a phone moves the face",
    "animation": "takes become keyframes: plan, then apply",
    "characters": "meshes with shape keys of their own: rigs, links, shapes from a face",
    "face": "channels, mesh, stored model; parts, looks and views around it",
    "blender": "Blender's API and what differs between its versions; knows no face",
    "data": "numbers without Blender: channels, model, recordings, motion, rigs, figures",
}

# Pixels.
WIDTH = 760
MARGIN = 24
ARROW_COLUMN = 46
BOX_HEIGHT = 56
GAP = 12

FILLS = ("#f7ede2", "#f5e3d0", "#f2d8bd", "#efcdaa", "#ecc297", "#e8b784", "#e4ab70")
"""Of the floors, darker toward the ground, which bears the most."""
INK, QUIET = "#222222", "#5b5148"


def house() -> str:
    """The picture as SVG."""
    height = 2 * MARGIN + len(FLOORS) * (BOX_HEIGHT + GAP) - GAP
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" font-family="Helvetica, Arial, sans-serif">',
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
        *_downward_arrow(height),
    ]
    for floor, rooms in enumerate(FLOORS):
        top = MARGIN + floor * (BOX_HEIGHT + GAP)
        left = MARGIN + ARROW_COLUMN
        box_width = (WIDTH - left - MARGIN - GAP * (len(rooms) - 1)) / len(rooms)
        for number, room in enumerate(rooms):
            column = left + number * (box_width + GAP)
            lines.extend(_box(room, column, top, box_width, FILLS[floor]))
    lines.append("</svg>")
    return "\n".join(lines) + "\n"


def _downward_arrow(height: int) -> list[str]:
    column = MARGIN + 12
    end = height - MARGIN
    middle = height / 2
    return [
        f'<path d="M{column},{MARGIN} V{end - 8} M{column - 6},{end - 10} L{column},{end} '
        f'L{column + 6},{end - 10}" fill="none" stroke="{QUIET}" stroke-width="2"/>',
        f'<text transform="translate({column + 18},{middle}) rotate(90)" text-anchor="middle" '
        f'font-size="13" fill="{QUIET}">imports go down, never up or across</text>',
    ]


def _box(room: str, left: float, top: float, width: float, fill: str) -> list[str]:
    """A room with its name and its purpose."""
    return [
        f'<rect x="{left:.0f}" y="{top}" width="{width:.0f}" height="{BOX_HEIGHT}" rx="5" '
        f'fill="{fill}"/>',
        f'<text x="{left + 14:.0f}" y="{top + 24}" font-size="17" font-weight="bold" '
        f'fill="{INK}">{escape(room)}/</text>',
        f'<text x="{left + 14:.0f}" y="{top + 43}" font-size="13" '
        f'fill="{QUIET}">{escape(PURPOSES[room])}</text>',
    ]


if __name__ == "__main__":
    TARGET.write_text(house(), encoding="utf-8")
    print(TARGET)

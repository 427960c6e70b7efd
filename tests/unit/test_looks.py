"""The looks are told as they are."""

from pathlib import Path

from blendshape_face.data.looks import LOOKS, TONES

DOCS = Path(__file__).resolve().parents[2] / "docs" / "looks.md"


def rows() -> list[str]:
    """The first cells of the page's first table."""
    text = DOCS.read_text(encoding="utf-8")
    table = text.partition("|---|---|\n")[2].partition("\n\n")[0]
    return [line.split("|")[1].strip() for line in table.splitlines()]


def test_the_docs_name_every_tone_from_light_to_deep():
    assert rows()[0] == ", ".join(tone.title for tone in TONES)


def test_the_docs_name_every_other_look():
    tones = {tone.title for tone in TONES}
    others = [look.title for look in LOOKS.values() if look.title not in tones]
    assert rows()[1:] == others

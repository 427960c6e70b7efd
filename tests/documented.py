"""What the docs show of code: blocks, and the commands among them and within sentences."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tools.paths import ROOT

PAGES = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    *sorted((ROOT / "docs").glob("*.md")),
)
BLOCK = re.compile(
    r"^ *```(?P<language>\w*)\n(?P<fenced>[^`]*?)\n *```$"
    r"|(?<=\n\n)(?P<indented>(?:^    .*\n)+)",
    re.MULTILINE,
)
SPAN = re.compile(r"(?<!`)`((?:[^`\n]|\n(?!\n))+)`(?!`)")
"""It may go on in the next line."""
SHELL = "sh"
"""The language of commands, and of blocks that are only indented."""
PROGRAMS = ("bash", "blender", "ffmpeg", "pip", "python", "uv")
SETTING = re.compile(r"[A-Z_]+=('[^']*'|\S+) ")
"""A variable of the environment before a command."""


class Block(NamedTuple):
    """line: its first one in the page. A block of the language SHELL holds commands."""

    page: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.name}-{self.line}"


class Command(NamedTuple):
    """words: without comments and what is set in the environment before it.

    is_whole: whether it can be run as it stands; a sentence may only name it.
    """

    page: Path
    words: tuple[str, ...]
    is_whole: bool

    def __str__(self) -> str:
        return f"{self.page.stem}: {shlex.join(self.words)}"


def blocks(page: Path) -> Iterator[Block]:
    """The blocks of code of a page, in their order."""
    text = page.read_text(encoding="utf-8")
    for found in BLOCK.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        if found["indented"]:
            yield Block(page, line, SHELL, found["indented"])
        else:
            yield Block(page, line, found["language"], found["fenced"])


def commands() -> list[Command]:
    """Every command of every page, each once a page."""
    found: dict[Command, None] = {}
    for page in PAGES:
        for text, is_whole in _command_lines(page):
            for part in text.split("&&"):
                words = shlex.split(SETTING.sub("", part), comments=True)
                if words:
                    found[Command(page, tuple(words), is_whole)] = None
    return list(found)


def _command_lines(page: Path) -> Iterator[tuple[str, bool]]:
    """Of blocks, joined where a backslash goes on, and of sentences, where a program is first."""
    for block in blocks(page):
        if block.language == SHELL:
            for line in block.text.replace("\\\n", " ").splitlines():
                yield line, True
    for span in SPAN.findall(BLOCK.sub("", page.read_text(encoding="utf-8"))):
        program, _blank, rest = SETTING.sub("", span).partition(" ")
        if program in PROGRAMS and rest:
            yield span, False

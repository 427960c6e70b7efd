"""Every command that the docs show is one that its program understands.

The real parser of each module reads its words, in a process that ends before anything is done.
tests/docs/test_commands.py runs them, tests/blender/test_documented_code.py those of Blender.
"""

import argparse
import functools
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.documented import Command, commands
from tools.paths import ROOT

PARSE_ONLY = """
import argparse, runpy, sys

def parse_and_end(parser, words=None, namespace=None, _parse=argparse.ArgumentParser.parse_args):
    _parse(parser, words, namespace)
    sys.exit("read")

argparse.ArgumentParser.parse_args = parse_and_end
run = runpy.run_path if sys.argv[1].endswith(".py") else runpy.run_module
del sys.argv[0]
run(sys.argv[0], run_name="__main__")
"""
READ = "read\n"
HAS_A_PARSER = re.compile(r"ArgumentParser\(|\boptions\(|\bimport parse\b")
LACKS_WORDS = "the following arguments are required"
OF_OTHERS = (("pip", "install"), ("uv", "tool"), ("pre-commit", "install"), ("ffmpeg",))
"""How commands of others' programs begin, which are not installed here: they are not tried."""
STANDS_FOR = {"benchmarks.NAME": "benchmarks.slider"}
PYTEST_OPTIONS = {"-n", "-k", "--cov"}
SITE = {("build", "--strict"), ("serve",)}
"""What MkDocs is asked."""
MISSING = re.compile(r"ModuleNotFoundError|[Nn]ot installed")
FOUND = [command for command in commands() if command.words[0] != "blender"]


def uv_options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("uv run", exit_on_error=False)
    parser.add_argument("--group", action="append", default=[])
    parser.add_argument("--only-group", action="append", default=[])
    parser.add_argument("--isolated", action="store_true")
    parser.add_argument("--python")
    parser.add_argument("--with", action="append")
    parser.add_argument("program")
    parser.add_argument("words", nargs=argparse.REMAINDER)
    return parser


def groups() -> set[str]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return set(tomllib.load(file)["dependency-groups"])


def source_of(program: str) -> Path:
    """The file that a module's or script's name starts."""
    if program.endswith(".py"):
        return ROOT / program
    place = ROOT / program.replace(".", "/")
    return place / "__main__.py" if place.is_dir() else place.with_suffix(".py")


@functools.cache
def complaint(words: tuple[str, ...]) -> str:
    """What the parser of a module or script says of these words; empty where it takes them."""
    if not HAS_A_PARSER.search(source_of(words[0]).read_text(encoding="utf-8")):
        return f"{words[0]} takes no words"
    done = subprocess.run(
        [sys.executable, "-c", PARSE_ONLY, *words],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.stderr.endswith(READ) else done.stderr or "nothing read these words"


def program_of(words: tuple[str, ...]) -> tuple[str, ...]:
    """A module, a script or a program with its words, without what starts it."""
    if words[:2] == ("uv", "run"):
        started = uv_options().parse_args(words[2:])
        assert {*started.group, *started.only_group} <= groups()
        words = (started.program, *started.words)
    return words[2:] if words[:2] == ("python", "-m") else words


def is_of_others(words: tuple[str, ...]) -> bool:
    return any(words[: len(start)] == start for start in OF_OTHERS)


@pytest.mark.parametrize("command", FOUND, ids=str)
def test_the_program_understands_it(command: Command):
    named = tuple(STANDS_FOR.get(word, word) for word in command.words)
    for word in named:
        if word.startswith(("data/", "tests/", ".ci/")):
            assert (ROOT / word).exists(), word
    if is_of_others(named):
        return
    program, *words = program_of(named)
    if program == "pytest":
        assert {word for word in words if word.startswith("-")} <= PYTEST_OPTIONS
    elif program == "mkdocs":
        assert tuple(words) in SITE
    elif program == "bash":
        assert words == [".ci/run"]
    elif program == "python":
        assert not words
    elif not words:
        assert source_of(program).is_file()
    else:
        said = complaint((program, *words))
        if MISSING.search(said):
            pytest.skip(said.strip().splitlines()[-1])
        assert not said or (LACKS_WORDS in said and not command.is_whole), said


def test_wrong_words_are_noticed():
    assert "unrecognized arguments: --no-such" in complaint(("benchmarks.slider", "--no-such"))
    assert complaint(("tools.rooms", "--no-such")) == "tools.rooms takes no words"
    assert LACKS_WORDS in complaint(("training", "shards"))


def test_commands_are_found_in_blocks_and_sentences():
    shown = {str(command) for command in FOUND}
    assert "README: uv run demo.py" in shown
    assert "tracking: uv run --group tracking python -m tracking clip.mp4" in shown
    assert "face: uv run python -m tools.portraits" in shown
    # Over the end of a line, and behind a setting with blanks.
    assert "reliability: uv run python -m tools.crash_of_42" in shown
    assert "CONTRIBUTING: uv run pytest tests/gui" in shown
    assert len(FOUND) > 50

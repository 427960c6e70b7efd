"""Every benchmark starts as CONTRIBUTING writes it, or says in one line which command does."""

import os
import re
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks.harness import compare
from tools.packages import require

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| `(\w+)` \| .*?(?:`(uv run [^`]+)` )?\|$", re.MULTILINE)
"""A benchmark in CONTRIBUTING's table: its name, and its command if it has one of its own."""
OPTIONAL = ("dask", "matplotlib", "pandas", "pyarrow", "scipy", "sklearn", "threadpoolctl", "tqdm")
"""What is not installed by `uv run` alone."""


def commands() -> dict[str, str]:
    """The command of each benchmark that CONTRIBUTING names."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.partition("## Benchmarks\n")[2].partition("\n## ")[0]
    plain = "uv run python -m benchmarks."
    return {name: command or plain + name for name, command in ROW.findall(section)}


COMMANDS = commands()
WITH_PACKAGES = [name for name, command in COMMANDS.items() if not command.startswith("uv run py")]


def run(name: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A benchmark in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def stand_ins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of modules that fail as packages do that are not there."""
    folder = tmp_path_factory.mktemp("stand_ins")
    for package in OPTIONAL:
        (folder / f"{package}.py").write_text(f"raise ModuleNotFoundError('{package}')\n")
    return folder


def test_contributing_names_every_benchmark():
    named = set(COMMANDS)
    started = set()
    for path in (ROOT / "benchmarks").glob("*.py"):
        if '__name__ == "__main__"' in path.read_text(encoding="utf-8"):
            started.add(path.stem)
    assert named == started
    assert set(WITH_PACKAGES) == {"read_take", "solve", "training"}


@pytest.mark.parametrize("name", COMMANDS)
def test_help_needs_no_package(name, stand_ins):
    done = run(name, "--help", PYTHONPATH=str(stand_ins))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"usage: python -m benchmarks.{name} ")


@pytest.mark.parametrize("name", WITH_PACKAGES)
def test_without_its_packages_a_benchmark_says_its_command(name, monkeypatch):
    for package in OPTIONAL:
        monkeypatch.setitem(sys.modules, package, None)  # as if it were not installed
    monkeypatch.setattr(sys, "argv", [name])
    benchmark = import_module(f"benchmarks.{name}")
    with pytest.raises(SystemExit) as ended:
        benchmark.main()
    message = ended.value.code
    assert isinstance(message, str)
    assert message.endswith(f": {COMMANDS[name]}")
    assert "\n" not in message


@pytest.mark.parametrize("name", WITH_PACKAGES)
def test_that_is_one_line_and_no_traceback(name):
    """The same without any stand-in, where the packages are really missing."""
    package = {"read_take": "pandas", "solve": "scipy", "training": "sklearn"}[name]
    if find_spec(package):
        pytest.skip(f"{package} is installed")
    done = run(name)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.endswith(f": {COMMANDS[name]}\n")
    assert not done.stdout


def test_packages_that_are_missing_are_named():
    require("numpy", "json", command="uv run")
    with pytest.raises(SystemExit, match=r"^Not installed: no_such, nor_this\. .*: uv run it$"):
        require("numpy", "no_such", "nor_this", command="uv run it")


def test_the_peak_of_reading_a_file_is_measured_apart(sample_take):
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("only Linux tells the peak of a process")
    done = run("read_take", "--peak", str(sample_take))
    assert done.returncode == 0, done.stderr
    assert 0 < float(done.stdout) < 100


def test_rounds_alternate_what_is_compared():
    calls = []
    found = compare(lambda: calls.append("ours"), lambda: calls.append("baseline"), 2, 3)
    assert calls == ["ours", "ours", "baseline", "baseline"] * 3
    assert found.ours > 0
    assert found.ratio > 0

"""Release a version in one command: `uv run python -m tools.release 1.2.3`.

Manifest, project and changelog get the version; the zip is built, validated by Blender's validator
and by the platform's rules, installed into a fresh user folder, and all tests run against it on
every Blender that is supported. Only then it is committed and tagged; nothing is pushed. Where
anything fails, the files are as they were. `--dry-run` ends before the tests and leaves nothing.
"""

import argparse
import datetime
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tools.paths import ROOT

VERSION = re.compile(r"\d+\.\d+\.\d+")
PLACES = {
    "blender_manifest.toml": re.compile(r'^version = "(.+)"$', re.MULTILINE),
    "pyproject.toml": re.compile(r'^version = "(.+)"$', re.MULTILINE),
}
"""File -> where its version stands."""
CHANGELOG = "CHANGELOG.md"
UNRELEASED = "## Unreleased\n"
GROUPS = ("--group", "training", "--group", "tracking")
ALL_TESTS = ("uv", "run", *GROUPS, "pytest", "-n", "auto")
BLENDERS = ("uv", "run", "python", "-m", "tools.blenders")


class Refused(Exception):
    """Why there is no release, for people."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.release", description=__doc__)
    parser.add_argument("version", help="such as 1.2.3")
    parser.add_argument("--dry-run", action="store_true", help="no tests, no commit, no tag")
    options = parser.parse_args()
    try:
        release(ROOT, options.version, options.dry_run)
    except (Refused, subprocess.CalledProcessError) as error:
        print(f"No release: {error}", file=sys.stderr)
        return 1
    return 0


def release(root: Path, version: str, dry_run: bool) -> None:
    """Raises Refused, or CalledProcessError of the step that failed."""
    check(root, version)
    with _put_back(root, dry_run):
        set_version(root, version, datetime.date.today())
        archive = _build(root, version)
        if dry_run:
            print(f"{archive.name} is sound. Not run: the tests, the commit, the tag v{version}")
            return
        _test(root, archive)
        _git(root, "commit", "--quiet", "--all", "--message", f"Version {version}")
        _git(root, "tag", f"v{version}")
    print(f"Tagged v{version}. Left to do: push it, and hand in {archive}")


def check(root: Path, version: str) -> None:
    """Raise Refused unless this version can be released from this checkout."""
    if not VERSION.fullmatch(version):
        raise Refused(f"{version!r} is no version such as 1.2.3")
    if _git(root, "status", "--porcelain"):
        raise Refused("there are changes that are not committed")
    if _git(root, "tag", "--list", f"v{version}"):
        raise Refused(f"the tag v{version} is there already")
    present = versions(root)
    if len(set(present.values())) != 1:
        raise Refused(f"versions differ before it begins: {present}")
    if _numbers(version) < _numbers(present[CHANGELOG]):
        raise Refused(f"{version} comes before {present[CHANGELOG]}, which is the present one")
    if not _news(root):
        raise Refused(f"{CHANGELOG} has nothing below Unreleased")


def versions(root: Path) -> dict[str, str]:
    """File -> the version that it tells; of the changelog the newest."""
    found = {}
    for name, place in PLACES.items():
        found[name] = place.findall((root / name).read_text(encoding="utf-8"))[0]
    changelog = (root / CHANGELOG).read_text(encoding="utf-8")
    found[CHANGELOG] = re.findall(r"^## (\d\S+) - ", changelog, re.MULTILINE)[0]
    return found


def set_version(root: Path, version: str, day: datetime.date) -> None:
    """Have manifest and project tell the version, and the changelog what is new in it."""
    for name, place in PLACES.items():
        path = root / name
        text = path.read_text(encoding="utf-8")
        path.write_text(place.sub(f'version = "{version}"', text, count=1), encoding="utf-8")
    path = root / CHANGELOG
    text = path.read_text(encoding="utf-8")
    heading = f"{UNRELEASED}\n## {version} - {day.isoformat()}\n"
    path.write_text(text.replace(UNRELEASED, heading, 1), encoding="utf-8")


def _news(root: Path) -> str:
    """What the changelog has below Unreleased."""
    text = (root / CHANGELOG).read_text(encoding="utf-8")
    return text.partition(UNRELEASED)[2].partition("\n## ")[0].strip()


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))


@contextmanager
def _put_back(root: Path, always: bool) -> Iterator[None]:
    """Have the files as they were where something fails, or always."""
    names = (*PLACES, CHANGELOG)
    former = {name: (root / name).read_bytes() for name in names}
    is_done = False
    try:
        yield
        is_done = not always
    finally:
        if not is_done:
            for name, content in former.items():
                (root / name).write_bytes(content)


def _build(root: Path, version: str) -> Path:
    """Build and check the zip, which a fresh Blender then installs."""
    _run(root, "uv", "run", "python", "-m", "tools.build")
    archive = root / "build" / f"blendshape_face-{version}.zip"
    if not archive.is_file():
        raise Refused(f"{archive.name} was not built")
    _run(root, "uv", "run", "python", "-m", "tools.install", str(archive))
    return archive


def _test(root: Path, archive: Path) -> None:
    """All tests of this zip, then those in Blender on every Blender that is supported."""
    zip_of_tests = {"BLENDSHAPE_FACE_ZIP": str(archive)}
    _run(root, *ALL_TESTS, **zip_of_tests)
    _run(root, *BLENDERS, **zip_of_tests)


def _run(root: Path, *command: str, **environment: str) -> None:
    print("$", *command, flush=True)
    subprocess.run(command, cwd=root, env=os.environ | environment, check=True)


def _git(root: Path, *words: str) -> str:
    command: Sequence[str] = ("git", *words)
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())

"""A release: what is refused, how versions are set, and the platform's rules for the zip."""

import datetime
import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from tools import platform_rules, release
from tools.paths import ROOT

DAY = datetime.date(2026, 12, 24)
CHANGELOG = "# Changelog\n\n## Unreleased\n\n- New.\n\n## 0.1.0 - 2026-11-28\n\n- First.\n"
MANIFEST = (ROOT / "blender_manifest.toml").read_text("utf-8")
NOTICE = (
    "Heads (data/assets/head.npz)\n  By somebody, MIT.\n\nOther (data/assets/other.npz)\n  Whose?\n"
)


def git(root: Path, *words: str) -> str:
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    done = subprocess.run(
        ["git", *who, *words], cwd=root, check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A repository with what a release reads, at version 0.1.0."""
    root = tmp_path / "checkout"
    root.mkdir()
    (root / "CHANGELOG.md").write_text(CHANGELOG)
    for name in release.PLACES:
        text = (ROOT / name).read_text("utf-8")
        text = re.sub(r'^version = ".+"$', 'version = "0.1.0"', text, count=1, flags=re.MULTILINE)
        (root / name).write_text(text)
    git(root, "init", "--quiet")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "--message", "All")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "ada@example.org")
    return root


def refusal(root: Path, version: str) -> str:
    with pytest.raises(release.Refused) as refused:
        release.check(root, version)
    return str(refused.value)


def test_a_sound_checkout_is_taken(checkout):
    release.check(checkout, "0.2.0")


@pytest.mark.parametrize("version", ["1.2", "v1.2.3", "1.2.3-rc1", ""])
def test_what_is_no_version(checkout, version):
    assert "is no version" in refusal(checkout, version)


def test_an_earlier_version(checkout):
    assert "comes before 0.1.0" in refusal(checkout, "0.0.9")


def test_changes_that_are_not_committed(checkout):
    (checkout / "new.txt").write_text("new")
    assert "not committed" in refusal(checkout, "0.2.0")


def test_a_tag_that_is_there(checkout):
    git(checkout, "tag", "v0.2.0")
    assert "v0.2.0 is there already" in refusal(checkout, "0.2.0")


def test_versions_that_differ(checkout):
    path = checkout / "pyproject.toml"
    path.write_text(path.read_text().replace('version = "0.1.0"', 'version = "0.1.1"', 1))
    git(checkout, "commit", "--quiet", "--all", "--message", "Another")
    assert "versions differ" in refusal(checkout, "0.2.0")


def test_nothing_new(checkout):
    (checkout / "CHANGELOG.md").write_text(CHANGELOG.replace("- New.\n", ""))
    git(checkout, "commit", "--quiet", "--all", "--message", "Nothing")
    assert "nothing below Unreleased" in refusal(checkout, "0.2.0")


def test_the_version_is_set_everywhere(checkout):
    release.set_version(checkout, "0.2.0", DAY)
    assert set(release.versions(checkout).values()) == {"0.2.0"}
    changelog = (checkout / "CHANGELOG.md").read_text()
    assert "## Unreleased\n\n## 0.2.0 - 2026-12-24\n\n- New.\n" in changelog
    # Nothing else was a version to be set.
    assert git(checkout, "diff", "--shortstat").startswith(" 3 files changed, 4 insertions(+), 2")


def steps_of(checkout, monkeypatch, broken: str = "") -> list[str]:
    """Have the commands of a release told, not run; one of them may fail."""
    steps = []

    def run(root: Path, *command: str, **environment: str) -> None:
        steps.append(" ".join(command))
        if broken and broken in steps[-1]:
            raise subprocess.CalledProcessError(1, command)
        if "tools.build" in command:
            (root / "build").mkdir(exist_ok=True)
            (root / "build" / "blendshape_face-0.2.0.zip").touch()

    (checkout / ".git" / "info" / "exclude").write_text("build/\n")
    monkeypatch.setattr(release, "_run", run)
    return steps


def test_the_tag_comes_last(checkout, monkeypatch):
    steps = steps_of(checkout, monkeypatch)
    release.release(checkout, "0.2.0", dry_run=False)
    assert [step.split(" -m ")[-1].split()[0] for step in steps[:2]] == [
        "tools.build",
        "tools.install",
    ]
    assert steps[2].endswith("pytest -n auto")
    assert git(checkout, "tag", "--points-at", "HEAD").strip() == "v0.2.0"
    assert set(release.versions(checkout).values()) == {"0.2.0"}
    assert not git(checkout, "status", "--porcelain")


def test_a_dry_run_leaves_nothing(checkout, monkeypatch):
    steps = steps_of(checkout, monkeypatch)
    release.release(checkout, "0.2.0", dry_run=True)
    assert not any(" pytest" in step for step in steps)
    assert not git(checkout, "status", "--porcelain")
    assert not git(checkout, "tag")


@pytest.mark.parametrize("step", ["tools.build", "tools.install", "pytest"])
def test_a_step_that_fails_leaves_nothing(checkout, monkeypatch, step):
    steps_of(checkout, monkeypatch, broken=step)
    with pytest.raises(subprocess.CalledProcessError):
        release.release(checkout, "0.2.0", dry_run=False)
    assert not git(checkout, "status", "--porcelain")
    assert not git(checkout, "tag")


def zipped(folder: Path, **changes: str) -> Path:
    """A zip as it should be, with other files in it; a file without content is left out."""
    files = {
        "blender_manifest.toml": MANIFEST,
        "__init__.py": "",
        "LICENSE": "GPL",
        "NOTICE": NOTICE,
        "data/assets/head.npz": "",
        "data/expressions/basic.toml": "",
    }
    path = folder / "made.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (files | changes).items():
            if content != "left out":
                archive.writestr(name, content)
    return path


def test_a_sound_zip_breaks_no_rule(tmp_path):
    assert platform_rules.complaints(zipped(tmp_path)) == []


@pytest.mark.parametrize("name", ["LICENSE", "NOTICE", "__init__.py"])
def test_files_that_are_needed(tmp_path, name):
    assert platform_rules.complaints(zipped(tmp_path, **{name: "left out"})) == [
        f"{name}: is missing"
    ]


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("../evil.py", "leads out of the zip"),
        ("data/__pycache__/x.py", "is hidden or a cache"),
        (".git/config", "is hidden or a cache"),
        ("data/fast.so", "does not belong"),
        ("old.blend1", "does not belong"),
        ("uv.lock", "does not belong"),
        ("data/assets/unknown.npz", "NOTICE names no free license"),
        ("data/assets/other.npz", "NOTICE names no free license"),
    ],
)
def test_files_that_do_not_belong(tmp_path, name, complaint):
    found = platform_rules.complaints(zipped(tmp_path, **{name: "x"}))
    assert any(line.startswith(f"{name}: {complaint}") for line in found), found


@pytest.mark.parametrize(
    ("former", "new", "complaint"),
    [
        ("SPDX:GPL-3.0-or-later", "SPDX:MIT", "license must be"),
        ('name = "Blendshape Face"', 'name = "Blender Face"', "name: Blender's own"),
        ('"4.2.0"', '"4.1.0"', "no extensions before 4.2.0"),
        ("https://extensions.blender.org/add-ons/blendshape-face/", "", "website must be"),
        ('"Mesh"]', '"Mesh", "Faces"]', "the tag Faces is not known"),
        ("recorded expressions", "recorded expressions.", "tagline: up to 64"),
        ("[permissions]", "colour = 1\n[permissions]", "colour is no key"),
    ],
)
def test_manifests_that_the_platform_refuses(tmp_path, former, new, complaint):
    assert former in MANIFEST
    archive = zipped(tmp_path, **{"blender_manifest.toml": MANIFEST.replace(former, new, 1)})
    assert any(complaint in line for line in platform_rules.complaints(archive))


def test_a_zip_that_is_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(platform_rules, "LARGEST", 100)
    assert "has more than 100 bytes" in platform_rules.complaints(zipped(tmp_path))[0]

"""The manifest tells the version; what repeats it says the same."""

import re
import tomllib

from blendshape_face.blender.extension import version

from tools.paths import ROOT

CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_project_has_the_manifests_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == version()


def test_the_changelog_begins_with_the_manifests_version_and_a_date():
    newest = re.search(r"^## (\S+) - (\d{4}-\d\d-\d\d)$", CHANGELOG, flags=re.MULTILINE)
    assert newest
    assert newest[1] == version()

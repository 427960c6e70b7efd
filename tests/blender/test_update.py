"""Updating the extension while its faces are there: nothing of the former version goes on."""

import os
import subprocess
import sys
import zipfile

from tools.paths import ROOT


def newer_than(archive, path):
    """The same extension, in which every module bears a mark."""
    with zipfile.ZipFile(archive) as former, zipfile.ZipFile(path, "w") as newer:
        for name in former.namelist():
            mark = b"\nIS_NEWER = True\n" if name.endswith(".py") else b""
            newer.writestr(name, former.read(name) + mark)
    return path


def test_an_update_replaces_all_modules_and_faces_go_on(archive, tmp_path):
    newer = newer_than(archive, tmp_path / "newer.zip")
    folders = {"BLENDER_USER_RESOURCES": str(tmp_path / "user")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.blender.updating", str(archive), str(newer)],
        cwd=ROOT,
        env=os.environ | folders,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "updated" in done.stdout.splitlines(), done.stderr

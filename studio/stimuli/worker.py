"""A stimulus set made by a Blender of its own, so that the open one stays free.

That Blender starts with factory settings: neither the open file nor preferences change a picture.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import bpy

_CODE = """
import importlib.util, os, sys
spec = importlib.util.spec_from_file_location(
    "blendshape_face", {init!r}, submodule_search_locations=[{root!r}]
)
package = sys.modules["blendshape_face"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(package)
package.register()
from blendshape_face.cli import main
code = main({arguments!r})
sys.stderr.flush()
os._exit(code)
"""


class Worker:
    """Runs a command of the extension, as `blender --command` would, in the background."""

    def __init__(self, *arguments: str) -> None:
        root = Path(__file__).parents[2]
        init = str(root / "__init__.py")
        code = _CODE.format(init=init, root=str(root), arguments=list(arguments))
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
        self._process = subprocess.Popen(
            [*_blender(), code],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
        )

    @property
    def process(self) -> int:
        """The number by which the system knows it."""
        return self._process.pid

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def wait(self) -> None:
        self._process.wait()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()

    def error(self) -> str:
        """What went wrong, or "" """
        if self._process.wait() == 0:
            return ""
        self._errors.seek(0)
        lines = [line.strip() for line in self._errors if line.strip()]
        said = [line.partition("error: ")[2] for line in lines if "error: " in line]
        return (said or lines or ["Blender ended without a word"])[-1]


def _blender() -> list[str]:
    """Blender, or as a Python module the Python that has it, up to the code to run."""
    if bpy.app.binary_path:
        return [bpy.app.binary_path, "--background", "--factory-startup", "--python-expr"]
    return [sys.executable, "-c"]

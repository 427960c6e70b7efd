"""Runs a command of the extension in a Blender of its own: `worker.Worker` starts it.

That Blender has factory settings, where no extension is enabled: the package is loaded from the
folder that this file stands in.
"""

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

PACKAGE = "blendshape_face"
ROOT = Path(__file__).resolve().parents[2]
"""The folder of the extension, whatever it is called."""


def load_package() -> ModuleType:
    """The extension's root package, under its own name."""
    spec = importlib.util.spec_from_file_location(
        PACKAGE, ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    assert spec
    assert spec.loader
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)
    return package


def run(arguments: list[str]) -> int:
    """Run a command line of the extension; returns its exit code."""
    load_package().register()
    command_line = importlib.import_module(f"{PACKAGE}.cli")
    return command_line.main(arguments)


if __name__ == "__main__":
    exit_code = run(sys.argv[sys.argv.index("--") + 1 :])
    sys.stderr.flush()
    # Blender as a Python module now and then hangs when the interpreter tears it down.
    os._exit(exit_code)

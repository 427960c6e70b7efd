"""Runs a command line of the extension in a Blender of its own.

A file of its own for a process of its own: `command_for_script(run_command.py, "stimuli")`.
It imports no module of the package before it knows by which name Blender has it.
"""

import importlib
import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

_PACKAGE = "blendshape_face"
_ROOT = Path(__file__).resolve().parents[1]
"""The folder of the extension, of whatever name: in an installation it is the extension's."""


def main(arguments: Sequence[str]) -> int:
    """The exit code of a command line, such as ("inspect", "take.csv")."""
    package = _enabled_extension()
    if not package:
        package = _load_extension()
        package.register()
    cli = importlib.import_module(f"{package.__name__}.cli")
    return cli.main(arguments)


def _enabled_extension() -> ModuleType | None:
    """The package as the user's preferences enabled it; None in a Blender of factory settings."""
    for module in tuple(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if file and Path(file).resolve() == _ROOT / "__init__.py":
            return module
    return None


def _load_extension() -> ModuleType:
    """The package as Python would import it if its folder had its name."""
    spec = importlib.util.spec_from_file_location(
        _PACKAGE,
        _ROOT / "__init__.py",
        submodule_search_locations=[str(_ROOT)],
    )
    assert spec
    assert spec.loader
    package = importlib.util.module_from_spec(spec)
    sys.modules[_PACKAGE] = package
    spec.loader.exec_module(package)
    return package


if __name__ == "__main__":
    separator = sys.argv.index("--")
    code = main(sys.argv[separator + 1 :])
    # What the operator reads of it, which os._exit would not write.
    sys.stderr.flush()
    # Blender as a module now and then hangs when the interpreter tears it down.
    os._exit(code)

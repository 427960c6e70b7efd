"""Import all of data/ and tell what it needs besides NumPy: `python -m tests.unit.pure_data`.

Run at the root of the repository, so that data/ is a package of its own: a relative import of
anything outside of it fails.
"""

import importlib
import pkgutil
import sys

import numpy.random  # noqa: F401  its compiled parts register modules of Cython's as well

ALLOWED = {"data", "numpy", *sys.stdlib_module_names}


def needs() -> set[str]:
    """Names of the packages that importing every module of data/ brings in and should not."""
    # What starts Python in an environment may import things of its own.
    before = _packages()
    import data

    for module in pkgutil.walk_packages(data.__path__, "data."):
        importlib.import_module(module.name)
    return _packages() - before - ALLOWED


def _packages() -> set[str]:
    return {name.partition(".")[0] for name in sys.modules}


if __name__ == "__main__":
    found = needs()
    print("\n".join(sorted(found)) or "data/ needs NumPy alone")
    sys.exit(bool(found))

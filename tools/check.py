"""Lint, format and types: `uv run --only-group lint python -m tools.check`."""

import subprocess
import sys

from tools.paths import ROOT

PACKAGE = ROOT / "build" / "types" / "blendshape_face"
"""The root under the package's name. The type checker finds packages by their folders' names, and
cannot follow the import hook of an editable install."""

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("pyright",),
)


def main() -> int:
    PACKAGE.parent.mkdir(parents=True, exist_ok=True)
    if not PACKAGE.is_symlink():
        PACKAGE.symlink_to(ROOT, target_is_directory=True)
    exit_codes = [subprocess.run(check, cwd=ROOT, check=False).returncode for check in CHECKS]
    return max(exit_codes)


if __name__ == "__main__":
    sys.exit(main())

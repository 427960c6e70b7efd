"""Files of others that may not be redistributed: tests that want one do not run without it.

They are looked for in the folder that BLENDSHAPE_FACE_ELSEWHERE names, or in `shared` beside the
checkout.
"""

import os
from pathlib import Path

import pytest

from tools.paths import ROOT

FOLDER = Path(os.environ.get("BLENDSHAPE_FACE_ELSEWHERE", ROOT.parent / "shared"))


def elsewhere(name: str) -> Path:
    """The path of a file, such as face/ict478.npz. Skips the test where it is not there."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{name} may not be redistributed and is not here")
    return path

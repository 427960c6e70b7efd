"""Take pictures of Blender's window: `python -m tools.window_pictures NAME .. [--head ICT.npz]`.

Writes docs/images/NAME.jpg with the extension as it is here, installed into a user folder of its
own; `first_ten_minutes/1_install` installs it through the window. BLENDER in the environment, else
on the PATH, is a command that opens a window, such as `xvfb-run -a -s "-screen 0 1600x1000x24"
blender`. `character` needs ICT-FaceKit's head, in the file that docs/frame-factory.md describes.
"""

import argparse
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.blender import build_extension
from tools.paths import ROOT

NAMES = (
    "character",
    "dialog",
    "expressions",
    "first_ten_minutes/1_install",
    "first_ten_minutes/2_import",
    "first_ten_minutes/3_model",
    "first_ten_minutes/4_expressions",
    "first_ten_minutes/5_curve",
    "first_ten_minutes/6_picture",
    "first_ten_minutes/8_stimuli",
    "handles",
    "live",
    "slider",
    "viewport",
    "workspace",
)
IMAGES = ROOT / "docs" / "images"
WITHOUT = "first_ten_minutes/1_install"
"""Begins before the extension is installed."""
INSIDE = Path(__file__).with_name("inside.py")
SECONDS = 300


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.window_pictures", description=__doc__)
    parser.add_argument("names", nargs="+", choices=NAMES, metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--head", type=Path, default=Path(), metavar="ICT.npz")
    parser.add_argument("--output", type=Path, default=IMAGES, help="folder (docs/images)")
    options = parser.parse_args()
    blender = shlex.split(os.environ.get("BLENDER", "blender"))
    with tempfile.TemporaryDirectory() as folder:
        archive = build_extension(Path(folder) / "build")
        for name in options.names:
            path = options.output.absolute() / f"{name}.jpg"
            os.environ["BLENDER_USER_RESOURCES"] = str(Path(folder) / Path(name).name)
            if name != WITHOUT:
                install = ("extension", "install-file", "-r", "user_default", "-e", str(archive))
                _run([*blender, "--background", "--command", *install])
            words = (name, str(path), str(options.head.absolute()), str(archive))
            said = _run(
                [*blender, "--enable-event-simulate", "--python", str(INSIDE), "--", *words]
            )
            if f"Picture: {path}" not in said:
                print(said, file=sys.stderr)
                return 1
            print(path, flush=True)
    return 0


def _run(command: list[str]) -> str:
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    return done.stdout + done.stderr


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    # Blender as a module now and then hangs when the interpreter tears it down.
    os._exit(code)

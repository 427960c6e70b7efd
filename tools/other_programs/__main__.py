"""Export the bundled recording's face and have other programs read it.

Khronos' glTF validator, three.js in a headless Chromium, ufbx, and Pixar's USD with all validators
of usdchecker. Prints how far each has the vertices from the live face, and makes other_programs.jpg
of the docs. Needs Node.js with npm, and Chromium (`apt-get install chromium`, or CHROMIUM=path).
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np

from tools.paths import ROOT

HERE = Path(__file__).parent
FOLDER = ROOT / "build" / "other_programs"
PACKAGES = ("gltf-validator@2.0.0-dev.3.10", "playwright-core@1.65.1", "three@0.187.0")
FILES = ("face", "face_bones")
"""Names of the files: eyes and jaw in the targets, then as bones."""
JOINTS = {"Head", "LeftEye", "RightEye", "Jaw"}
SHOWN = {
    "jawOpen": 0.35,
    "mouthSmileLeft": 0.7,
    "mouthSmileRight": 0.7,
    "cheekSquintLeft": 0.5,
    "cheekSquintRight": 0.5,
    "browInnerUp": 0.6,
    "eyeLookOutLeft": 0.5,
    "eyeLookInRight": 0.5,
}
"""The expression of the picture."""
SINGLE = ("jawOpen", "eyeBlinkLeft", "eyeLookUpLeft", "mouthSmileRight", "browInnerUp")
"""Targets that three.js moves one by one."""
MOVED = 1e-3
"""Meters that each of these must move something by."""
WORST = 2.0
"""Millimeters from the live face."""


def main() -> int:
    """The exit code: 0 where all programs read all files rightly."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    _run(sys.executable, "-m", "tools.other_programs.files", FOLDER, json.dumps(SHOWN))
    live = np.load(FOLDER / "live.npz")
    _install()
    trouble = []
    for name in FILES:
        trouble += _validate(name)
        trouble += _three_js(name, live)
        trouble += _fbx(name, live)
        trouble += _usd(name, live)
    _run(sys.executable, "-m", "tools.other_programs.picture", FOLDER)
    print("\n".join(trouble) or "All programs read all files.")
    return bool(trouble)


def _validate(name: str) -> list[str]:
    """What Khronos' validator says."""
    said = _run("node", HERE / "validate.mjs", FOLDER, FOLDER / f"{name}.glb")
    issues = json.loads(said)
    size = (FOLDER / f"{name}.glb").stat().st_size / 1e6
    print(
        f"{name}.glb: {size:.1f} MB; glTF validator: {issues['numErrors']} errors, "
        f"{issues['numWarnings']} warnings, {issues['numInfos']} infos"
    )
    if issues["numErrors"] or issues["numWarnings"]:
        return [f"glTF validator: {issues['messages']}"]
    return []


def _three_js(name: str, live: np.lib.npyio.NpzFile) -> list[str]:
    """What three.js makes of the .glb, whose clip starts at 0 seconds."""
    times = (live["frames"] - live["frames"][0]) / live["fps"]
    request = {
        "file": str(FOLDER / f"{name}.glb"),
        "browser": os.environ.get("CHROMIUM") or shutil.which("chromium"),
        "times": times.tolist(),
        "targets": SINGLE,
        "shown": SHOWN,
        "camera": json.loads((FOLDER / "camera.json").read_text(encoding="utf-8")),
    }
    asked = FOLDER / "request.json"
    asked.write_text(json.dumps(request), encoding="utf-8")
    answered = FOLDER / "answer.json"
    _run("node", HERE / "three_js.mjs", FOLDER, asked, answered, FOLDER / f"{name}.png")
    answer = json.loads(answered.read_text(encoding="utf-8"))
    shown = _from_gltf(answer["frames"])
    neutral = _from_gltf(answer["neutral"])
    trouble = [f"three.js: {line}" for line in answer["said"]]
    trouble += _report("three.js", shown, live, _same_vertices(shown, live["positions"]))
    for target, places in answer["single"].items():
        moved = np.linalg.norm(_from_gltf(places) - neutral, axis=-1)
        print(f"  {target} alone moves {np.count_nonzero(moved > MOVED)} vertices")
        if moved.max() < MOVED:
            trouble.append(f"three.js: {target} moves nothing")
    return trouble + _check_bones(name, answer["bones"])


def _from_gltf(places: list) -> np.ndarray:
    """(.., n, 3) in Blender's axes of places in glTF's, y up and z to the front."""
    flat = np.array(places)
    return flat.reshape(*flat.shape[:-1], -1, 3)[..., [0, 2, 1]] * (1, -1, 1)


def _same_vertices(shown: np.ndarray, live: np.ndarray) -> np.ndarray:
    """(n,) the live vertex for each one of a file that splits vertices at seams."""
    some = [0, len(live) // 3, -1]  # together they tell touching lips apart
    ours = np.concatenate(live[some], axis=1)
    theirs = np.concatenate(shown[some], axis=1)
    found = []
    for block in np.array_split(theirs, 100):
        distances = np.linalg.norm(block[:, None] - ours, axis=2)
        found.append(distances.argmin(axis=1))
    return np.concatenate(found)


def _fbx(name: str, live: np.lib.npyio.NpzFile) -> list[str]:
    times = (live["frames"] / live["fps"]).tolist()
    read = _read("read_fbx", FOLDER / f"{name}.fbx", times)
    trouble = _check_bones(name, read["bones"].tolist())
    return trouble + _report("ufbx", read["positions"], live)


def _usd(name: str, live: np.lib.npyio.NpzFile) -> list[str]:
    read = _read("read_usd", FOLDER / f"{name}.usdc", live["frames"].tolist())
    said = [f"usdchecker: {line}" for line in read["said"]]
    print(f"usdchecker: {len(said)} errors and warnings")
    said += _check_bones(name, read["bones"].tolist())
    return said + _report("Pixar's USD", read["positions"], live)


def _check_bones(name: str, found: list[str]) -> list[str]:
    """What is wrong with the names of the bones that a program has found."""
    is_missing = name == "face_bones" and not set(found) >= JOINTS
    return [f"{name}: bones {found}"] if is_missing else []


def _read(module: str, path: Path, times: list[float]) -> np.lib.npyio.NpzFile:
    """What a reader writes of a file, in a process of its own."""
    out = FOLDER / f"{module}.npz"
    _run(sys.executable, "-m", f"tools.other_programs.{module}", path, json.dumps(times), out)
    return np.load(out)


def _report(
    program: str,
    shown: np.ndarray,
    live: np.lib.npyio.NpzFile,
    same: np.ndarray | None = None,
) -> list[str]:
    """Print how far vertices (frames, n, 3) are from the live ones, and return what is wrong.

    same: (n,) the live vertex for each, where they are not as many.
    """
    expected = live["positions"] if same is None else live["positions"][:, same]
    millimeters = np.linalg.norm(shown - expected, axis=2) * 1000
    frames = len(shown)
    print(f"{program}: {frames} frames, {shown.shape[1]} vertices,", end=" ")
    print(f"{millimeters.mean():.3f} mm on average, {millimeters.max():.2f} mm at worst")
    return [] if millimeters.max() < WORST else [f"{program}: {millimeters.max():.1f} mm at worst"]


def _install() -> None:
    """Node's packages, beside the files and never in the repository."""
    _run(
        "npm",
        "install",
        "--silent",
        "--no-save",
        "--no-package-lock",
        "--prefix",
        FOLDER,
        *PACKAGES,
    )


def _run(*command: object) -> str:
    """What a command prints; ends the tool with what it said where it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{command[0]} {command[1]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())

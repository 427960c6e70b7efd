"""What crashes Blender 4.2, without the extension: `uv run python -m tools.crash_of_42 [RUNS]`.

Reading bpy.context.layer_collection writes the scene's address into bpy.context, as its owner,
which the window inherits. When that scene was freed, setting a property of the window tags whatever
lies there by then. Prints how many runs crashed; the same without the reading never does.
"""

import os
import subprocess
import sys

ROUNDS = 50
READ = "read"


def crash(reads: bool) -> None:
    """One run, which may end the process."""
    import bpy

    for _ in range(ROUNDS):
        bpy.ops.wm.read_homefile(use_empty=True)
        if reads:
            assert bpy.context.layer_collection
        # Frees that scene; something else takes its place.
        bpy.ops.wm.read_homefile(use_empty=True)
        other = bpy.data.scenes.new("Other")
        for _ in range(40):
            bpy.data.meshes.new("Mesh").from_pydata([(0, 0, 0)] * 99, [], [])
        bpy.context.window.scene = other
    os._exit(0)


def main(runs: int) -> None:
    """Print the counts."""
    for title, arguments in (("read", [READ]), ("not read", [])):
        command = [sys.executable, "-m", "tools.crash_of_42", "once", *arguments]
        codes = [subprocess.run(command, check=False).returncode for _ in range(runs)]
        print(f"{title}: {sum(code < 0 for code in codes)} of {runs} runs crashed", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["once"]:
        crash(READ in sys.argv)
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)

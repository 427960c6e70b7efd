"""The Blender that runs, a program or a Python module, and how another one of it is started."""

import sys
from pathlib import Path

import bpy


def is_python_module() -> bool:
    """Whether Python imported Blender; signals and the end of the process are Python's then."""
    return not bpy.app.binary_path


def blender_version() -> str:
    """Three numbers, such as 5.2.3."""
    return ".".join(str(number) for number in bpy.app.version)


def blender_release() -> str:
    """The version as Blender shows it, such as "5.2.3 LTS"."""
    return bpy.app.version_string


def command_for_script(
    script: Path, *arguments: str, as_user: bool = False, is_open_file: bool = True
) -> list[str]:
    """The command that runs a Python file in another Blender of this kind, without a window.

    as_user: with the user's preferences, such as add-ons and graphics cards for Cycles, and with
        scripts of files where this Blender runs them; else with factory settings.
    is_open_file: whether it opens what is open here, whose scripts the user has let run or not;
        of other files they run only where the preferences say so.

    The file finds its arguments after "--" in sys.argv. An error in it ends the process with 1.
    """
    if is_python_module():
        # -P: modules beside the file must not stand in for those of the standard library. Blender
        # as a module has factory settings anyway.
        command = [sys.executable, "-P", str(script)]
    else:
        # Blender heeds its options in their order: the exit code has to stand before the file.
        command = [
            bpy.app.binary_path,
            "--background",
            _option_for_scripts(is_open_file) if as_user else "--factory-startup",
            "--python-exit-code",
            "1",
            "--python",
            str(script),
        ]
    return [*command, "--", *arguments]


def _option_for_scripts(is_open_file: bool) -> str:
    """Whether files may run scripts and drivers of theirs."""
    may_run = bpy.context.preferences.filepaths.use_scripts_auto_execute
    if is_open_file:
        # It tells of the first that was not run.
        may_run = not bpy.app.autoexec_fail
    return "--enable-autoexec" if may_run else "--disable-autoexec"

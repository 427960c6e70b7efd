"""The zip, and turning the extension on and off."""

import sys
import zipfile

import bpy


def traces():
    """Everything of ours that Blender knows."""
    classes = [
        name
        for name in dir(bpy.types)
        if name.lower().startswith("blendshape_face") or name in ("FaceChannel", "FaceProperties")
    ]
    operators = [
        name for name in dir(bpy.ops) if name == "blendshape_face" and dir(bpy.ops.blendshape_face)
    ]
    handlers = [
        function
        for list_name in ("frame_change_post", "depsgraph_update_post", "load_post")
        for function in getattr(bpy.app.handlers, list_name)
        if "blendshape_face" in function.__module__
    ]
    properties = [
        (owner, name)
        for owner in ("Mesh", "WindowManager")
        for name in ("blendshape_face", "blendshape_face_search")
        if hasattr(getattr(bpy.types, owner), name)
    ]
    menus = [
        function
        for menu in (bpy.types.VIEW3D_MT_mesh_add, bpy.types.TOPBAR_MT_file_import)
        for function in getattr(menu.draw, "_draw_funcs", ())
        if "blendshape_face" in function.__module__
    ]
    return classes, operators, handlers, properties, menus


def test_the_zip_holds_only_what_runs_in_blender(archive):
    assert archive.stat().st_size < 1_500_000
    with zipfile.ZipFile(archive) as content:
        names = content.namelist()
    top = {name.split("/")[0] for name in names}
    assert {"blender_manifest.toml", "__init__.py", "operators", "panels", "data", "LICENSE"} <= top
    forbidden = {
        "tests",
        "training",
        "benchmarks",
        "docs",
        "tools",
        "demo.py",
        "pyproject.toml",
        "out",
    }
    assert not top & forbidden
    assert not [
        name for name in names if "__pycache__" in name or name.split("/")[-1].startswith(".")
    ]


def test_disable_enable_reload_leave_no_trace(package, scene):
    on = traces()
    assert all(on)
    for _round in range(2):
        bpy.ops.preferences.addon_disable(module=package)
        assert not any(traces())
        bpy.ops.preferences.addon_enable(module=package)
        assert traces()[3] == on[3]
        assert [len(part) for part in traces()] == [len(part) for part in on]
        bpy.ops.script.reload()
        assert [len(part) for part in traces()] == [len(part) for part in on]
    assert bpy.ops.blendshape_face.add() == {"FINISHED"}


def test_a_failed_registration_leaves_no_trace(package, scene, monkeypatch):
    bpy.ops.preferences.addon_disable(module=package)
    registration = sys.modules[f"{package}.registration"]
    cli = sys.modules[f"{package}.cli"]

    def fail():
        raise ValueError("broken on purpose")

    monkeypatch.setattr(cli, "register", fail)
    try:
        registration.register()
        raise AssertionError("register() should have failed")
    except ValueError:
        assert not any(traces())
    monkeypatch.undo()
    bpy.ops.preferences.addon_enable(module=package)
    assert all(traces())

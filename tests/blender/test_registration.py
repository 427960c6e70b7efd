"""The zip, and turning the extension on and off."""

import sys
import zipfile

import bpy
import pytest

KINDS = (
    bpy.types.KeyingSetInfo,
    bpy.types.Operator,
    bpy.types.Panel,
    bpy.types.Menu,
    bpy.types.UIList,
    bpy.types.PropertyGroup,
    bpy.types.FileHandler,
)
OWNERS = (bpy.types.Mesh, bpy.types.Scene, bpy.types.WindowManager)
MENUS = (
    bpy.types.VIEW3D_MT_mesh_add,
    bpy.types.TOPBAR_MT_file_import,
    bpy.types.TOPBAR_MT_file_export,
    bpy.types.VIEW3D_MT_object,
    bpy.types.GRAPH_MT_channel,
    bpy.types.DOPESHEET_MT_channel,
)
EVENTS = (
    "frame_change_post",
    "depsgraph_update_post",
    "load_pre",
    "load_post",
    "undo_pre",
    "undo_post",
    "redo_pre",
    "redo_post",
    "save_pre",
    "save_post",
    "save_post_fail",
)
COMMAND = "blendshape_face"


def is_ours(thing):
    return "blendshape_face" in thing.__module__


def classes_of(kind):
    """Blender lists property groups nowhere: a class itself knows whether it is registered."""
    return {
        f"{kind.__name__} {cls.__name__}"
        for cls in kind.__subclasses__()
        if is_ours(cls) and cls.is_registered
    }


def properties_of(owner):
    return {
        f"{owner.__name__}.{definition.identifier}"
        for definition in owner.bl_rna.properties
        if definition.identifier.startswith("blendshape_face")
    }


def menu_entries():
    return {
        f"{menu.__name__} {function.__module__}"
        for menu in MENUS
        for function in getattr(menu.draw, "_draw_funcs", ())
        if is_ours(function)
    }


def handlers():
    return {
        f"{event} {function.__name__}"
        for event in EVENTS
        for function in getattr(bpy.app.handlers, event)
        if is_ours(function)
    }


@pytest.fixture
def commands(capfd):
    """Blender lists its commands nowhere, but warns of a second one by the same name."""

    def find():
        capfd.readouterr()
        handle = bpy.utils.register_cli_command(COMMAND, lambda arguments: 0)
        bpy.utils.unregister_cli_command(handle)
        warned = f'duplicate command "{COMMAND}"' in capfd.readouterr().err
        return {f"command {COMMAND}"} if warned else set()

    return find


@pytest.fixture
def traces(commands):
    """Everything of ours that Blender knows, by sort."""

    def find():
        sorts = {kind.__name__: classes_of(kind) for kind in KINDS}
        sorts |= {owner.__name__: properties_of(owner) for owner in OWNERS}
        sorts["menu entries"] = menu_entries()
        sorts["handlers"] = handlers()
        sorts["commands"] = commands()
        return sorts

    return find


def what_is_left(traces):
    return set().union(*traces().values())


@pytest.fixture
def registration(package):
    """The installed registration module, with the extension turned off for the test."""
    bpy.ops.preferences.addon_disable(module=package)
    yield sys.modules[f"{package}.registration"]
    bpy.ops.preferences.addon_enable(module=package)


def test_the_zip_holds_only_what_runs_in_blender(archive):
    assert archive.stat().st_size < 1_750_000
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


def test_everything_is_there(traces):
    """Of each sort, so that the tests below cannot overlook one."""
    on = traces()
    assert all(on.values()), on
    assert {"PropertyGroup FaceChannel", "PropertyGroup StimulusProperties"} <= on["PropertyGroup"]
    assert on["Mesh"] == {"Mesh.blendshape_face"}
    assert on["Scene"] == {"Scene.blendshape_face_live", "Scene.blendshape_face_stimuli"}
    assert on["WindowManager"] == {
        "WindowManager.blendshape_face_expressions",
        "WindowManager.blendshape_face_search",
    }
    assert len(on["menu entries"]) == 10
    assert on["handlers"] == {
        "frame_change_post follow_evaluation",
        "frame_change_post show_over_animation",
        "depsgraph_update_post follow_evaluation",
        "load_pre stop_before_loading",
        "load_post forget",
        "load_post forget_shown",
        "undo_pre forget_shown",
        "undo_post forget",
        "redo_pre forget_shown",
        "redo_post forget",
        "save_pre before_saving",
        "save_post after_saving",
        "save_post_fail after_saving",
    }


def test_disable_enable_reload_leave_no_trace(package, scene, traces):
    on = traces()
    for _round in range(2):
        bpy.ops.preferences.addon_disable(module=package)
        assert not what_is_left(traces)
        bpy.ops.preferences.addon_enable(module=package)
        assert traces() == on
        bpy.ops.script.reload()
        assert traces() == on
    assert bpy.ops.blendshape_face.add() == {"FINISHED"}


def test_a_second_copy_is_refused_and_the_first_stays(
    archive, scene, traces, tmp_path, monkeypatch
):
    on = traces()
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path / "another_copy")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(RuntimeError, match="Another copy of Blendshape Face is enabled"):
        bpy.ops.preferences.addon_enable(module="another_copy")
    assert traces() == on
    bpy.ops.preferences.addon_disable(module="another_copy")
    assert traces() == on
    assert bpy.ops.blendshape_face.add() == {"FINISHED"}


def test_a_registration_that_fails_at_any_step_leaves_no_trace(registration, traces, monkeypatch):
    steps = registration.STEPS

    def fail():
        raise ValueError("broken on purpose")

    for count in range(len(steps) + 1):
        monkeypatch.setattr(registration, "STEPS", (*steps[:count], fail))
        with pytest.raises(ValueError, match="broken on purpose"):
            registration.register()
        assert not what_is_left(traces), f"{count} steps before the failure"


def test_a_class_that_blender_refuses_leaves_no_trace(registration, traces, monkeypatch):
    """Blender itself fails, in the middle of the operators."""
    operators = sys.modules[registration.__package__ + ".operators"]
    monkeypatch.setattr(operators.mend.MendFace, "bl_idname", "without_a_point")
    with pytest.raises(RuntimeError, match="without_a_point"):
        registration.register()
    assert not what_is_left(traces)
    monkeypatch.undo()
    registration.register()
    assert all(traces().values())
    registration.unregister()
    assert not what_is_left(traces)


def test_unregistering_goes_on_after_a_failure(registration, traces):
    registration.register()
    # As a script does that clears the menus' entries or the handlers of all.
    bpy.app.handlers.frame_change_post.clear()
    operators = sys.modules[registration.__package__ + ".operators"]
    bpy.utils.unregister_class(operators.mend.MendFace)
    with pytest.raises(RuntimeError, match="may not be registered"):
        registration.unregister()
    assert not what_is_left(traces)

"""Settings under a name: kept, chosen and removed as Blender does it."""

from pathlib import Path

import bpy
import pytest

OPERATORS = (
    "import_take",
    "import_folder",
    "track_video",
    "export_face",
    "export_take",
    "figure",
)
OF_ONE_FILE = {"filepath", "directory", "files", "face", "through", "mesh_neutral", "frame_start"}


@pytest.fixture(autouse=True)
def labels():
    """Blender calls a menu of presets by the one that was chosen, in every test after this one."""
    menus = [
        getattr(bpy.types, f"BLENDSHAPE_FACE_MT_{kind}_presets") for kind in ("take", "stimulus")
    ]
    own = [menu.bl_label for menu in menus]
    yield
    for menu, label in zip(menus, own, strict=True):
        menu.bl_label = label


def kept_by(name):
    """What Blender's own presets keep of an operator, as it asks its properties."""
    properties = getattr(bpy.ops.blendshape_face, name).get_rna_type().properties
    own = set(properties.keys()) - set(bpy.types.Operator.bl_rna.properties.keys())
    return {key for key in own if not properties[key].is_skip_preset}


def preset_file(folder, name):
    return Path(bpy.utils.preset_find(name, folder))


@pytest.mark.parametrize("name", OPERATORS)
def test_presets_of_dialogs_keep_settings_but_neither_paths_nor_persons(name):
    kept = kept_by(name)
    assert kept
    assert not kept & (OF_ONE_FILE | {"filter_glob", "check_existing"})
    operator = getattr(bpy.types, f"BLENDSHAPE_FACE_OT_{name}")
    assert "PRESET" in operator.bl_options


def test_a_preset_of_the_import_keeps_how_a_tracker_is_read():
    assert {"fps", "clock", "clock_unit", "full_value", "convention", "mode"} <= kept_by(
        "import_take"
    )


def run_preset(path, menu):
    bpy.ops.script.execute_preset(filepath=str(path), menu_idname=menu)


def test_settings_of_a_take_are_kept_chosen_and_removed(face):
    take = face.data.blendshape_face.take
    take.filepath = "//anna.csv"
    take.smoothing = 0.05
    take.gains[1] = 1.5
    take.regions = {"eyes", "mouth"}
    take.frame_start = 31
    assert bpy.ops.blendshape_face.take_preset(name="Steady Hands") == {"FINISHED"}
    path = preset_file("blendshape_face/takes", "Steady_Hands")
    assert path.is_file()
    assert "anna" not in path.read_text(encoding="utf-8")
    take.smoothing = 0
    take.gains[1] = 1
    take.regions = {"jaw"}
    take.filepath = "//ben.csv"
    take.frame_start = 2
    run_preset(path, "BLENDSHAPE_FACE_MT_take_presets")
    assert take.smoothing == pytest.approx(0.05)
    assert take.gains[1] == 1.5
    assert take.regions == {"eyes", "mouth"}
    assert (take.filepath, take.frame_start) == ("//ben.csv", 2)
    assert bpy.ops.blendshape_face.take_preset(name="Steady Hands", remove_name=True) == {
        "FINISHED"
    }
    assert not path.exists()


def test_a_preset_of_a_take_needs_one(scene):
    with pytest.raises(RuntimeError, match="poll"):
        bpy.ops.blendshape_face.take_preset(name="None")


def test_a_design_is_kept_without_its_folder(scene):
    design = bpy.context.scene.blendshape_face_stimuli
    design.people = 12
    design.directory = "//mine/"
    design.expressions = {"anger", "fear"}
    assert bpy.ops.blendshape_face.stimulus_preset(name="Two of Twelve") == {"FINISHED"}
    path = preset_file("blendshape_face/stimuli", "Two_of_Twelve")
    assert "mine" not in path.read_text(encoding="utf-8")
    design.people = 0
    design.expressions = {"happiness"}
    design.directory = "//other/"
    run_preset(path, "BLENDSHAPE_FACE_MT_stimulus_presets")
    assert (design.people, design.directory) == (12, "//other/")
    assert design.expressions == {"anger", "fear"}

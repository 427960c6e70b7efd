"""Views and looks where other faces and the user's own hand come in: appended faces, linked
duplicates, library overrides, pieces that were deleted."""

import bpy
import numpy as np
import pytest
from blendshape_face.blender import modifiers
from blendshape_face.face import looks
from blendshape_face.face.looks import lines as looks_lines
from blendshape_face.face.views import color, heat_map

FACE = bpy.ops.blendshape_face
VIEWS = ("heat_map", "muscles")
INSIDE = ["Face Flesh", "Face Teeth", "Face Eyeball", "Face Cornea", "Face Tongue"]


def evaluated(obj):
    return obj.evaluated_get(bpy.context.evaluated_depsgraph_get())


def materials_of(obj):
    """The material of each face of the evaluated mesh: the name that it was made under."""
    shown = evaluated(obj)
    names = [material.name if material else "" for material in shown.data.materials]
    for index, slot in enumerate(obj.material_slots):
        if slot.link == "OBJECT":
            names[index] = slot.material.name
    slots = np.empty(len(shown.data.polygons), np.int32)
    shown.data.polygons.foreach_get("material_index", slots)
    return np.array([names[slot].split(".")[0] for slot in slots])


def vertices_of(obj, *materials):
    polygons = evaluated(obj).data.polygons
    chosen = np.flatnonzero(np.isin(materials_of(obj), materials))
    return np.unique([vertex for index in chosen for vertex in polygons[index].vertices])


def gray(obj):
    """Which vertices of the evaluated mesh have the color of what is no skin."""
    colors = evaluated(obj).data.attributes["Heat Map"].data
    values = np.empty(4 * len(colors), np.float32)
    colors.foreach_get("color", values)
    return np.abs(values.reshape(-1, 4)[:, :3] - 0.5).max(axis=1) < 1e-4


def check_only_skin_is_colored(obj):
    parts = np.array([item.value for item in obj.data.attributes["part"].data])
    brows = 44  # polygons that lie on the skin, and are colored with it
    assert (materials_of(obj) == "Face Heat Map").sum() == (parts <= 1).sum() + brows
    assert not gray(obj)[vertices_of(obj, "Face Heat Map")].any()
    inner = np.setdiff1d(vertices_of(obj, *INSIDE), vertices_of(obj, "Face Heat Map"))
    assert len(inner) > 3000
    assert gray(obj)[inner].all()


def state(obj):
    return (
        materials_of(obj).tolist(),
        sorted(evaluated(obj).data.attributes.keys()),
        [modifier.name for modifier in obj.modifiers],
        sorted(other.name for other in bpy.data.objects),
    )


def activate(obj):
    for other in bpy.context.selected_objects:
        other.select_set(False)
    obj.select_set(True)
    bpy.context.view_layer.objects.active = obj


def bars():
    return [obj for obj in bpy.data.objects if obj.name.startswith("Color Bar")]


@pytest.fixture
def append(tmp_path):
    """Save the scene and bring its face into a new one, beside what `prepare` puts there."""

    def load(prepare=FACE.add, link=False):
        path = str(tmp_path / "library.blend")
        bpy.ops.wm.save_as_mainfile(filepath=path)
        bpy.ops.wm.read_homefile(use_empty=True)
        prepare()
        with bpy.data.libraries.load(path, link=link) as (_, wanted):
            wanted.objects = ["Face"]
        (obj,) = wanted.objects
        bpy.context.scene.collection.objects.link(obj)
        activate(obj)
        return obj

    return load


@pytest.fixture
def twin(whole_face):
    """Another object with the mesh of `whole_face`, made when it is called."""

    def duplicate():
        activate(whole_face)
        bpy.ops.object.duplicate(linked=True)
        assert bpy.context.object.data == whole_face.data
        return bpy.context.object

    return duplicate


# Faces from other files


def test_views_color_the_skin_of_appended_faces_alone(whole_face, append):
    FACE.heat_map(bar=False)

    def muscles():
        FACE.add()
        FACE.muscles(bar=False)

    appended = append(muscles)
    local = bpy.data.objects["Face"]
    for face in (appended, local):
        activate(face)
        for options in ({}, {"color_map": "magma"}):
            FACE.heat_map(**options)
            check_only_skin_is_colored(face)


def test_lines_stay_out_of_an_appended_faces_mouth(whole_face, append):
    FACE.look(look="WIREFRAME")
    alone = (materials_of(whole_face) == "Face Lines").sum()
    FACE.look(look="CLAY")
    appended = append()
    FACE.look(look="WIREFRAME")
    assert (materials_of(appended) == "Face Lines").sum() == alone


@pytest.mark.parametrize("name", ["LIGHT", "CONTOURS"])
def test_the_look_of_an_appended_face_is_known(whole_face, append, name):
    def same():
        FACE.add()
        FACE.look(look=name)

    FACE.look(look=name)
    appended, look_of = append(same), looks.look_of
    assert appended.material_slots[0].material.name.endswith(".001")
    assert look_of(appended) == name
    appended.material_slots[0].material.name = "Renamed"
    assert look_of(appended) == name


@pytest.mark.parametrize("own_mesh", [False, True])
def test_a_library_override_is_refused(whole_face, append, own_mesh):
    FACE.muscles(bar=False)
    linked = append(link=True)
    obj = linked.override_hierarchy_create(bpy.context.scene, bpy.context.view_layer)
    if own_mesh:
        obj.data = linked.data.override_create()
    activate(obj)
    before = [modifier.name for modifier in obj.modifiers]
    for change in (FACE.remove_view, *(getattr(FACE, view) for view in VIEWS), FACE.look):
        with pytest.raises(RuntimeError, match=": use Object > Relations > Make Local"):
            change()
        assert [modifier.name for modifier in obj.modifiers] == before


# Solid mode


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("has_old_garment", [False, True])
def test_solid_mode_shows_the_view_on_whatever_is_worn(whole_face, view, has_old_garment):
    """By the active color of the mesh that comes out; where none is named, all is as irises."""
    if has_old_garment:
        for mesh in bpy.data.meshes:
            mesh.attributes.active_color_name = ""
    getattr(FACE, view)(bar=False)
    assert evaluated(whole_face).data.attributes.active_color_name == "Heat Map"
    FACE.part(part="HAIR")
    assert evaluated(whole_face).data.attributes.active_color_name == "Heat Map"
    whole_face.data.blendshape_face.person.weights[0] = 2
    assert evaluated(whole_face).data.attributes.active_color_name == "Heat Map"
    FACE.remove_view()
    # No such color is there, so that Blender shows those of the materials.
    shown = evaluated(whole_face).data
    assert "Heat Map" not in shown.attributes
    assert shown.attributes.active_color_name == "Heat Map"


# Linked duplicates


@pytest.mark.parametrize("view", VIEWS)
def test_linked_duplicates_have_views_of_their_own(whole_face, twin, view):
    whole_face.data.blendshape_face.channels["mouthSmileLeft"].value = 1
    plain = state(whole_face)[:3]
    getattr(FACE, view)(bar=False)
    shown = state(whole_face)[:3]
    attributes = sorted(whole_face.data.attributes.keys())

    def hottest(obj):
        return max(item.value for item in evaluated(obj).data.attributes["heat"].data)

    other = twin()
    for _ in range(2):
        assert getattr(FACE, view)(bar=False) == {"FINISHED"}  # on the twin, a second time
        assert state(other)[:3] == state(whole_face)[:3] == shown
        assert sorted(whole_face.data.attributes.keys()) == attributes
        assert FACE.remove_view() == {"FINISHED"}
        assert hottest(whole_face) > 0.9
        assert state(whole_face)[:3] == shown
        assert whole_face.data.attributes.active_color_name == "Heat Map"
    activate(whole_face)
    assert FACE.remove_view() == {"FINISHED"}
    assert state(other)[:3] == state(whole_face)[:3] == plain
    assert whole_face.data.attributes.active_color_name != "Heat Map"


def test_linked_duplicates_have_looks_of_their_own(whole_face, twin):
    look_of = looks.look_of
    other = twin()
    FACE.look(look="CONTOURS")
    assert (look_of(other), look_of(whole_face)) == ("CONTOURS", "LIGHT")
    FACE.look(look="DEEP")
    assert (look_of(other), look_of(whole_face)) == ("DEEP", "LIGHT")
    assert "Face Skin Deep" in set(materials_of(other)) - set(materials_of(whole_face))


# What a user deletes


def test_views_of_linked_duplicates_go_with_the_channels(whole_face, twin, au_npz):
    other = twin()
    activate(other)
    FACE.muscles()
    activate(whole_face)
    assert FACE.load_model(filepath=str(au_npz)) == {"FINISHED"}
    assert "Face: Muscles" not in other.modifiers


def without_group(modifier):
    modifier.node_group = None


def without_its_group(modifier):
    bpy.data.node_groups.remove(modifier.node_group)


def with_another_group(modifier):
    modifier.node_group = bpy.data.node_groups.new("Mine", "GeometryNodeTree")


def removed(modifier):
    modifier.id_data.modifiers.remove(modifier)


HARMS = (without_group, without_its_group, with_another_group, removed)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("place", ["first", "last", "bar"])
def test_a_damaged_view_is_made_anew_and_removed(whole_face, view, place):
    present, has_view = heat_map.present, color.has_view
    plain, attributes = state(whole_face), sorted(whole_face.data.attributes.keys())
    show = getattr(FACE, view)
    for harm in HARMS[: 3 if place == "bar" else 4]:  # without a modifier a bar is any object
        show()
        shown = state(whole_face)
        for repair, result in ((show, shown), (FACE.remove_view, plain)):
            owner = bars()[0] if place == "bar" else whole_face
            harm(owner.modifiers[-1 if place == "last" else 0])
            whole = view == "heat_map" and place == "bar"
            assert (present(whole_face) is not None) == whole
            assert has_view(whole_face)
            assert repair(**({"bar": True} if repair == show else {})) == {"FINISHED"}
            assert state(whole_face) == result
        assert sorted(whole_face.data.attributes.keys()) == attributes
        assert not (whole_face.animation_data and whole_face.animation_data.drivers)


def test_a_views_group_was_renamed(whole_face):
    FACE.heat_map(millimeters=3)
    whole_face.modifiers["Face: Heat Map"].node_group.name = "Mine"
    assert heat_map.present(whole_face).millimeters == 3
    FACE.heat_map(color_map="magma")
    check_only_skin_is_colored(whole_face)


def test_the_attributes_of_a_view_were_deleted(whole_face):
    FACE.muscles()
    shown, stored = state(whole_face), whole_face.data.attributes
    weights = [one.name for one in stored if one.name.startswith("muscles of")]
    for name in weights[::2]:
        stored.remove(stored[name])
    FACE.muscles()
    assert state(whole_face) == shown
    FACE.store_reference()
    FACE.heat_map(reference="STORED")
    stored.remove(stored["heat_reference"])
    with pytest.raises(RuntimeError, match="Store Reference Pose"):
        FACE.heat_map(millimeters=2)
    FACE.store_reference()
    assert FACE.heat_map(millimeters=2) == {"FINISHED"}


@pytest.mark.parametrize("harm", HARMS)
def test_damaged_lines_are_drawn_anew(whole_face, harm):
    FACE.look(look="CONTOURS")
    drawn = state(whole_face)
    harm(whole_face.modifiers["Face: Lines"])
    assert looks.look_of(whole_face) in ("", "CLAY")
    assert looks_lines.lines_of(whole_face) is None
    FACE.look(look="CONTOURS")
    assert state(whole_face) == drawn
    harm(whole_face.modifiers["Face: Lines"])
    FACE.look(look="TAN")
    assert "Face: Lines" not in whole_face.modifiers


def test_deleted_materials_return(whole_face):
    """Of the view when it is shown again, of a part when it is added again, of the face itself when
    all parts are built again."""
    FACE.look(look="CONTOURS")
    FACE.heat_map()
    FACE.look(look="CONTOURS")
    shown = materials_of(whole_face).tolist()
    ours = [material for material in bpy.data.materials if material.name.startswith("Face ")]
    assert len(ours) > 12
    for material in ours:
        bpy.data.materials.remove(material)
    FACE.look(look="CONTOURS")
    FACE.heat_map()
    for part in ("EYES", "MOUTH"):
        for _ in range(2):
            FACE.part(part=part)
    assert materials_of(whole_face).tolist() == shown
    assert set(materials_of(bars()[0])) == {"Face Color Bar"}
    for material in list(bpy.data.materials):
        bpy.data.materials.remove(material)
    FACE.dress()
    FACE.heat_map()
    names = [slot.material and slot.material.name for slot in whole_face.material_slots]
    assert names[:4] == ["Face Skin Light", "Face Eyes", "Face Irises", "Face Mouth"]
    assert None not in names
    assert set(materials_of(whole_face)) == {
        *set(shown) - {"Face Skin Clay", "Face Lines"}, "Face Skin Light", "Face Hair", "",
    }  # fmt: skip


def test_a_users_own_material_in_a_part_stays(whole_face):
    mine = bpy.data.materials.new("Mine")
    names = [slot.material.name for slot in whole_face.material_slots]
    for name in ("Face Teeth", "Face Eyeball"):
        whole_face.material_slots[names.index(name)].material = mine
    worn = materials_of(whole_face).tolist()
    assert worn.count("Mine") > 500
    for part in ("EYES", "MOUTH"):
        for _ in range(2):
            FACE.part(part=part)
    FACE.dress()
    assert materials_of(whole_face).tolist() == worn


# Bars


def test_copies_of_a_bar_go_with_the_view(whole_face):
    FACE.heat_map()
    for linked in (True, False):
        activate(bars()[0])
        bpy.ops.object.duplicate(linked=linked)
    assert len(bars()) == 3
    activate(whole_face)
    assert FACE.remove_view() == {"FINISHED"}
    assert not bars()


def test_the_bar_of_a_deleted_face_goes_with_the_next_view(whole_face):
    FACE.heat_map()
    bpy.ops.object.delete()
    FACE.add()
    assert len(bars()) == 1
    FACE.heat_map()
    assert len(bars()) == 1
    FACE.remove_view()
    assert not bars()


# Lines


def test_lines_come_last(whole_face):
    FACE.look(look="WIREFRAME")
    for view in VIEWS:
        getattr(FACE, view)()
        assert [modifier.name for modifier in whole_face.modifiers][-2:] == [
            "Face: Heat Map",
            "Face: Lines",
        ]
    FACE.remove_view()
    assert whole_face.modifiers[-1].name == "Face: Lines"


def test_a_look_set_again_keeps_what_was_set_on_its_lines(whole_face):
    FACE.look(look="CONTOURS")
    modifiers.set_input(whole_face.modifiers["Face: Lines"], "Thickness", 0.002)
    FACE.look(look="CONTOURS")
    lines = whole_face.modifiers["Face: Lines"]
    assert modifiers.get_input(lines, "Thickness") == pytest.approx(0.002)
    FACE.look(look="WIREFRAME")
    lines = whole_face.modifiers["Face: Lines"]
    assert modifiers.get_input(lines, "Thickness") == pytest.approx(0.0003)

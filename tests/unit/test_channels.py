import numpy as np
import pytest
from blendshape_face.data.anatomy.topology import IRISES, topology
from blendshape_face.data.channels import (
    ACTION_UNITS,
    BLENDSHAPES,
    CHANNELS,
    REGIONS,
    canonical_name,
    names,
    rows_matching,
    rows_of,
)
from blendshape_face.data.motion.head_rotation import head_rotation


def test_the_table_holds_mediapipes_52_in_mediapipes_order():
    assert len(BLENDSHAPES) == 52
    assert names(BLENDSHAPES) == tuple(sorted(names(BLENDSHAPES)))
    assert len(ACTION_UNITS) == 20
    assert {channel.region for channel in CHANNELS.values()} <= set(REGIONS)


@pytest.mark.parametrize(
    ("spelt", "name"),
    [
        ("EyeBlinkLeft", "eyeBlinkLeft"),
        ("eyeBlink_L", "eyeBlinkLeft"),
        ("eyeBlink_Left", "eyeBlinkLeft"),
        ("blendShapes.EyeBlinkLeft", "eyeBlinkLeft"),
        ("eye_blink_left", "eyeBlinkLeft"),
        ("eyeBlink.R", "eyeBlinkRight"),
        (" JawOpen ", "jawOpen"),
        ("_neutral", "_neutral"),
        ("Neutral", "neutral"),
        ("Happy", "happiness"),
        ("AU01", "AU01"),
        ("tongueOut", None),
        ("FaceRectX", None),
    ],
)
def test_one_key_serves_all_spellings(spelt, name):
    assert canonical_name(spelt) == name


def test_every_column_has_one_place_in_the_panel():
    for family in (BLENDSHAPES, ACTION_UNITS):
        shown = [n for region in REGIONS for row in rows_of(region, names(family)) for n in row]
        assert sorted(shown) == sorted(names(family))


def test_partners_stand_side_by_side():
    rows = rows_of("jaw", names(BLENDSHAPES))
    assert ("jawLeft", "jawRight") in rows
    assert ("eyeBlinkLeft", "eyeBlinkRight") in rows_of("eyes", names(BLENDSHAPES))
    assert rows_matching("blink", names(BLENDSHAPES)) == [("eyeBlinkLeft", "eyeBlinkRight")]
    assert rows_matching("SMILE left", names(BLENDSHAPES)) == [("mouthSmileLeft",)]
    assert rows_matching("zebra", names(BLENDSHAPES)) == []


def test_topology_covers_the_mesh_and_faces_the_viewer():
    face = topology()
    assert face.triangles.shape == (906, 3)
    assert set(face.triangles.ravel()) == set(range(478))
    assert face.uv.shape == (478, 2)
    edges = face.uv[face.triangles[:, 1:]] - face.uv[face.triangles[:, :1]]
    area = edges[:, 0, 0] * edges[:, 1, 1] - edges[:, 0, 1] * edges[:, 1, 0]
    assert (area > 0).mean() > 0.95
    skin = [name for name in face.groups if name not in IRISES]
    assert sorted(np.concatenate([face.groups[name] for name in skin])) == list(range(468))


def test_head_rotation_turns_as_its_signs_say():
    nose, crown = np.array([0, -1, 0]), np.array([0, 0, 1])
    up, right, tilt = head_rotation(np.eye(3) * 0.3)
    assert (up @ nose)[2] > 0.29  # looks up
    assert (right @ nose)[0] < -0.29  # to the subject's right, -X
    assert (tilt @ crown)[0] < -0.29  # tilts to the subject's right
    turned = head_rotation(np.random.default_rng(0).uniform(-1, 1, (50, 3)))
    np.testing.assert_allclose(
        turned @ turned.swapaxes(1, 2), np.tile(np.eye(3), (50, 1, 1)), atol=1e-12
    )
    np.testing.assert_allclose(np.linalg.det(turned), 1)

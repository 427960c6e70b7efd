"""People: the modes, persons by chance, mirror, traits, files, and faces in motion."""

from dataclasses import replace

import numpy as np
import pytest
from blendshape_face.data.alignment.mirror import mirror_meshes
from blendshape_face.data.alignment.similarities import similarities, transform
from blendshape_face.data.anatomy.garment import Parts, garment
from blendshape_face.data.anatomy.garment.head_shell import shell
from blendshape_face.data.anatomy.openings import OPENINGS
from blendshape_face.data.anatomy.topology import IRISES, OVAL
from blendshape_face.data.bundled import ARKIT, MEDIAPIPE, bundled
from blendshape_face.data.errors import PersonError
from blendshape_face.data.model import Basis
from blendshape_face.data.person.basis import person_basis
from blendshape_face.data.person.chance import random_person, random_tone
from blendshape_face.data.person.dressed import dressed_offset
from blendshape_face.data.person.files import parse_person, person_text, read_person, write_person
from blendshape_face.data.person.limits import COUNT, LARGEST_SPREAD, LARGEST_WEIGHT, LIMIT
from blendshape_face.data.person.modes import ASSET, VERSION, mean_face, modes
from blendshape_face.data.person.person import Person, head_offsets, mirrored, offsets
from blendshape_face.data.person.traits import TRAITS, spread, traits_of, with_traits

from tests.elsewhere import elsewhere
from tools.paths import ROOT

MILLIMETERS = 1000
PEOPLE = 200


@pytest.fixture(scope="module", params=(ARKIT, MEDIAPIPE))
def basis(request) -> Basis:
    return bundled(request.param).blender_basis()


def eye_channels(name: str, *prefixes: str) -> np.ndarray:
    """Values of a bundled model's channels, 1 where a name begins so."""
    columns = bundled(name).columns
    return np.array([float(column.startswith(prefixes)) for column in columns], np.float32)


def gaps(mesh: np.ndarray, opening: str) -> np.ndarray:
    """How much higher the upper rim is, in millimeters."""
    heights = MILLIMETERS * mesh[:, 2]
    rims = OPENINGS[opening]
    return heights[list(rims.upper)] - heights[list(rims.lower)]


def test_the_mean_person_is_the_model(basis):
    nobody = Person()
    assert not offsets(nobody, basis.rest).any()
    assert not head_offsets(nobody, basis.rest).any()
    np.testing.assert_array_equal(person_basis(basis, nobody).shapes, basis.shapes)
    np.testing.assert_array_equal(person_basis(basis, nobody).rest, basis.rest)


def test_offsets_come_in_the_models_frame():
    """A model that is another's, turned and larger, has the same people, turned and larger."""
    angle = np.radians(20)
    turn = np.array(
        [
            [1, 0, 0],
            [0, np.cos(angle), -np.sin(angle)],
            [0, np.sin(angle), np.cos(angle)],
        ]
    )
    person = random_person(5)
    plain = offsets(person, mean_face())
    moved = offsets(person, 1.3 * mean_face() @ turn.T + (0.1, 0, -0.2))
    np.testing.assert_allclose(moved, 1.3 * plain @ turn.T, atol=1e-8)
    head = head_offsets(person, mean_face())
    head_moved = head_offsets(person, 1.3 * mean_face() @ turn.T)
    np.testing.assert_allclose(head_moved, 1.3 * head @ turn.T, atol=1e-8)


def test_the_head_goes_with_the_face():
    person = random_person(2)
    of_head = head_offsets(person, mean_face())
    with np.load(ROOT / "data" / "assets" / "head.npz") as asset:
        vertices = asset["vertices"] * asset["unit"]
    assert of_head.shape == vertices.shape
    np.testing.assert_array_equal(of_head[-len(OVAL) :], offsets(person, mean_face())[list(OVAL)])
    # Also before it is made so: both are samples of one head.
    sampled = np.tensordot(person.weights, modes().head, 1)[-len(OVAL) :]
    apart = np.linalg.norm(sampled - of_head[-len(OVAL) :], axis=1)
    assert apart.max() < 0.0015


def test_the_neck_ends_level():
    """The cut is moved and scaled as a whole: flat as it was."""
    with np.load(ROOT / "data" / "assets" / "head.npz") as asset:
        vertices = asset["vertices"] * asset["unit"]
    _, y, z = vertices.T
    is_cut = z + 0.141 - 0.1 * y < 0.001
    for seed in range(20):
        cut = (vertices + head_offsets(random_person(seed), mean_face()))[is_cut]
        thickness = np.linalg.svd(cut - cut.mean(axis=0))[1][-1] / np.sqrt(len(cut))
        assert thickness < 0.0005


def test_random_people_are_the_same_everywhere():
    """The numbers are Python's own promise; these were made once."""
    weights = random_person(7).weights
    np.testing.assert_allclose(weights[:3], [-0.450928, -1.014444, 0.382784], atol=1e-6)
    np.testing.assert_array_equal(weights, random_person(7).weights)
    assert not np.array_equal(weights, random_person(8).weights)


def test_random_people_are_the_population():
    weights = np.array([random_person(seed).weights for seed in range(2000)])
    assert np.abs(weights).max() <= LIMIT
    assert np.abs(weights.mean(axis=0)).max() < 0.1
    # A little less than 1, as the tails are cut off.
    assert 0.88 < weights.std(axis=0).min() <= weights.std(axis=0).max() < 1.02
    np.testing.assert_allclose(random_person(4, 0.5).weights, random_person(4).weights / 2)
    assert not random_person(4, 0).weights.any()
    assert np.abs(random_person(4, 9).weights).max() == LARGEST_WEIGHT


def test_mirrored_people_are_people_in_a_mirror():
    person = random_person(11)
    image = mirrored(person)
    found = offsets(image, mean_face())
    np.testing.assert_allclose(found, mirror_meshes(offsets(person, mean_face())), atol=2e-5)
    np.testing.assert_array_equal(mirrored(image).weights, person.weights)
    assert not np.array_equal(image.weights, person.weights)


def test_each_trait_moves_its_measure():
    for name, trait in TRAITS.items():
        person = with_traits(random_person(3), {name: 1.0})
        before = trait.of(mean_face() + offsets(random_person(3), mean_face()))
        after = trait.of(mean_face() + offsets(person, mean_face()))
        assert after - before == pytest.approx(spread(name), rel=2e-3), name
        assert traits_of(with_traits(Person(), {name: 1.0}))[name] == pytest.approx(1)
        # It is the shortest way there, and one standard deviation long.
        step = person.weights - random_person(3).weights
        assert np.linalg.norm(step) == pytest.approx(1)


def test_a_traits_spread_is_the_populations():
    meshes = np.array([offsets(random_person(seed), mean_face()) for seed in range(1000)])
    for name, trait in TRAITS.items():
        assert trait.of(meshes).std() == pytest.approx(spread(name), rel=0.15), name
        assert 0.0005 < spread(name) < 0.012


def test_traits_are_what_their_names_say():
    """By other landmarks than those that define them."""

    def grown(name: str) -> np.ndarray:
        return mean_face() + offsets(with_traits(Person(), {name: 2.0}), mean_face())

    rest = mean_face()
    apart = np.linalg.norm
    wide = grown("face_width")
    assert apart(wide[447] - wide[227]) > apart(rest[447] - rest[227])
    assert np.ptp(grown("face_length")[:, 2]) > np.ptp(rest[:, 2])
    jaw = grown("jaw_width")
    assert apart(jaw[435] - jaw[215]) > apart(rest[435] - rest[215])
    chin = grown("chin_prominence")
    assert chin[200, 1] - chin[0, 1] < rest[200, 1] - rest[0, 1]
    brows = grown("brow_height")
    assert brows[105, 2] - brows[159, 2] > rest[105, 2] - rest[159, 2]
    eyes = grown("eye_distance")
    assert apart(eyes[362] - eyes[133]) > apart(rest[362] - rest[133])
    assert gaps(grown("eye_size"), "left_eye").mean() > gaps(rest, "left_eye").mean()
    nose = grown("nose_length")
    assert nose[8, 2] - nose[94, 2] > rest[8, 2] - rest[94, 2]
    nose = grown("nose_width")
    assert apart(nose[327] - nose[98]) > apart(rest[327] - rest[98])
    lips = grown("lip_fullness")
    assert lips[0, 2] - lips[17, 2] > rest[0, 2] - rest[17, 2]


def test_traits_never_leave_the_limits():
    person = with_traits(Person(), dict.fromkeys(TRAITS, 4.0))
    assert np.abs(person.weights).max() <= LARGEST_WEIGHT
    parse_person(person_text(person), "extreme.toml")


def test_nobodys_lids_or_lips_cross(basis):
    """At rest: the mouth as far open as the model's, the eyes open in the middle."""
    for seed in range(PEOPLE):
        mesh = basis.rest + offsets(random_person(seed), basis.rest)
        for eye in ("right_eye", "left_eye"):
            assert gaps(mesh, eye).min() > 1
            assert 6 < gaps(mesh, eye)[3] < 16
        np.testing.assert_allclose(gaps(mesh, "mouth"), gaps(basis.rest, "mouth"), atol=0.1)


def test_everybody_can_blink():
    """Lids close as far as the model's, by their share; without it 2 mm are missing or too much."""
    for name in (ARKIT, MEDIAPIPE):
        basis = bundled(name).blender_basis()
        blink = eye_channels(name, "eyeBlink")
        model_gaps = gaps(basis.positions(blink).reshape(-1, 3), "left_eye")
        shares = model_gaps / gaps(basis.rest, "left_eye")
        for seed in range(0, PEOPLE, 10):
            own = person_basis(basis, random_person(seed))
            closed = gaps(own.positions(blink).reshape(-1, 3), "left_eye")
            np.testing.assert_allclose(closed, shares * gaps(own.rest, "left_eye"), atol=0.02)
            assert closed.min() > -0.05


def test_everybody_moves_as_the_model_but_for_the_lids(basis):
    own = person_basis(basis, random_person(1))
    mouth = [0, 17, 61, 291, 13, 14, 152, 199]
    np.testing.assert_allclose(own.shapes[:, mouth], basis.shapes[:, mouth], atol=1e-7)
    irises = list(IRISES.values())
    np.testing.assert_array_equal(own.shapes[:, irises], basis.shapes[:, irises])
    values = np.linspace(0, 1, len(basis.shapes), dtype=np.float32)
    moved = own.positions(values) - own.rest.ravel()
    np.testing.assert_allclose(
        moved.reshape(-1, 3)[mouth], _motion(basis, values)[mouth], atol=1e-6
    )


def _motion(basis: Basis, values: np.ndarray) -> np.ndarray:
    return (basis.positions(values) - basis.rest.ravel()).reshape(-1, 3)


def test_files_hold_a_person(tmp_path):
    person = replace(random_person(9), name='Ada "Łucja"')
    path = tmp_path / "ada.toml"
    write_person(path, person)
    found = read_person(path)
    assert found.name == person.name
    np.testing.assert_allclose(found.weights, person.weights, atol=5e-5)
    moved = offsets(found, mean_face()) - offsets(person, mean_face())
    assert np.abs(moved).max() < 1e-6
    write_person(path, found)
    assert person_text(read_person(path)) == path.read_text(encoding="utf-8")


def test_a_file_without_a_name_is_called_as_it_is():
    text = person_text(Person("x")).replace('name = "x"\n', "")
    assert parse_person(text, "grace.toml").name == "grace"


WEIGHTS = f"weights = {[0.0] * modes().count}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f'modes = "{VERSION}"', "a.toml, weights: must be a list of"),
        (f'modes = "{VERSION}"\nweights = [1, 2]', "a.toml, weights: must be a list of"),
        (f'modes = "other-3"\n{WEIGHTS}', "a.toml, modes: is 'other-3'"),
        (WEIGHTS, "a.toml, modes: is missing"),
        (f'modes = "{VERSION}"\nname = 3\n{WEIGHTS}', "a.toml, name: must be a text"),
        (f'modes = "{VERSION}"\nage = 3\n{WEIGHTS}', "a.toml, age: is not known"),
        ("name =", "a.toml: is not TOML"),
    ],
)
def test_spoiled_files_are_refused(text, message):
    with pytest.raises(PersonError, match=message):
        parse_person(text, "a.toml")


@pytest.mark.parametrize("value", ["nan", "inf", "5.1", "true", '"1"', "[1]"])
def test_spoiled_weights_are_named(value):
    weights = ["0"] * modes().count
    weights[3] = value
    text = f'modes = "{VERSION}"\nweights = [{", ".join(weights)}]'
    with pytest.raises(PersonError, match=r"a\.toml, weights, number 4: is .*from -5 to 5"):
        parse_person(text, "a.toml")


def test_what_cannot_be_written_is_told(tmp_path):
    with pytest.raises(PersonError, match="cannot be written"):
        write_person(tmp_path / "missing" / "a.toml", Person("a"))
    with pytest.raises(PersonError, match="cannot be read"):
        read_person(tmp_path / "a.toml")


def test_the_asset_is_small_and_of_the_version():
    assert ASSET.stat().st_size < 400_000
    with np.load(ASSET) as asset:
        assert str(asset["version"]) == VERSION
        # Half a step is the error of each number at a weight of 1.
        assert asset["landmark_unit"] / 2 < 1e-6
        assert asset["head_units"].max() / 2 < 5e-5


def test_modes_explain_what_they_say():
    """95 % of the variance of ICT-FaceKit's landmarks, by size; and they are nearly independent."""
    with np.load(elsewhere("face/ict478.npz")) as ict:
        neutral = ict["neutral"].astype(float)
        identities = ict["identities"].astype(float)
    turn = similarities(neutral[None], mean_face())[0][:, :3]
    scanned = (identities @ turn.T).reshape(len(identities), -1)
    ours = modes().landmarks.reshape(modes().count, -1)
    # The mouth is closed in ours.
    assert 0.93 < (ours**2).sum() / (scanned**2).sum() < 0.97
    fitted = transform(neutral[None], similarities(neutral[None], mean_face()))[0]
    assert np.sqrt(((fitted - mean_face()) ** 2).sum(axis=1).mean()) < 0.0006
    # Of a person with weights for all 100 modes, ours find nearly all again.
    rng = np.random.default_rng(0)
    people = rng.normal(size=(50, len(identities))) @ scanned
    weights = np.linalg.lstsq(ours.T, people.T, rcond=None)[0]
    missing = people - weights.T @ ours
    assert 1 - (missing**2).sum() / (people**2).sum() > 0.93


def test_there_are_as_many_modes_as_properties_hold():
    assert modes().count == COUNT


def test_the_widest_spread_stays_within_the_weights():
    for seed in range(PEOPLE):
        assert np.abs(random_person(seed, LARGEST_SPREAD).weights).max() < LARGEST_WEIGHT


def test_tones_are_what_they_were():
    """Who made pictures with a seed finds the same tones again."""
    expected = ["OLIVE", "PORCELAIN", "LIGHT", "LIGHT", "PORCELAIN", "LIGHT"]
    assert [random_tone(seed) for seed in range(6)] == expected


def head_in_garment(person: Person, rest: np.ndarray, level: int) -> np.ndarray:
    """(m, 3) where the head's own vertices are on the person at rest."""
    head = garment(Parts(), level).skin.head
    assert head
    oval = (rest + offsets(person, rest))[list(OVAL)]
    offset = dressed_offset(person, rest, level, has_hair=True)
    return offset[: len(head.blocks)] + head.positions(oval)


def test_the_garments_head_is_the_persons(basis):
    person = random_person(4)
    moved = head_in_garment(person, basis.rest, 0) - head_in_garment(Person(), basis.rest, 0)
    expected = head_offsets(person, basis.rest)[: -len(OVAL)]
    # The base of the neck, which the bundled head has not, comes last.
    # Near the oval it bends with the face.
    own = shell().rest[: len(expected)]
    oval = shell().rest[-len(OVAL) :]
    is_far = np.linalg.norm(own[:, None] - oval, axis=2).min(axis=1) > 0.025
    np.testing.assert_allclose(moved[: len(expected)][is_far], expected[is_far], atol=1e-7)
    np.testing.assert_allclose(moved[: len(expected)], expected, atol=1e-3)


def test_the_mean_persons_garment_is_the_shared_one(basis):
    for level in range(3):
        found = garment(Parts(), level)
        offset = dressed_offset(Person(), basis.rest, level, has_hair=True)
        np.testing.assert_allclose(offset, found.blend.offset[found.on_head], atol=1e-12)

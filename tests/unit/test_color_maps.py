"""Color maps: even steps to the eye, as Blender's ramp draws them between their stops."""

import numpy as np
import pytest
from blendshape_face.data.color_maps import COLOR_MAPS
from blendshape_face.data.color_space import linear_to_srgb, srgb_to_linear

SEQUENTIAL = ("viridis", "magma", "cividis", "activity")
MOST_STOPS = 32  # of a ramp in Blender


def shown(name, count=129):
    """(count, 3) J', a', b' of CAM02-UCS along a map."""
    from colorspacious import cspace_convert

    linear = COLOR_MAPS[name].colors(np.linspace(0, 1, count))
    return cspace_convert(linear, "sRGB1-linear", "CAM02-UCS")


@pytest.mark.parametrize("name", COLOR_MAPS)
def test_stops_fit_a_ramp_of_blender(name):
    stops = COLOR_MAPS[name].stops
    assert 2 <= len(stops) <= MOST_STOPS
    assert stops.shape[1] == 3
    assert stops.min() >= 0
    assert stops.max() <= 1


@pytest.mark.parametrize("name", SEQUENTIAL)
def test_lightness_goes_one_way(name):
    steps = np.diff(shown(name)[:, 0])
    assert (steps > 0).all() or (steps < 0).all()
    assert abs(steps.sum()) > 50


# cividis starts at the edge of sRGB, with two shorter steps.
@pytest.mark.parametrize(
    ("name", "shortest"),
    [("viridis", 0.8), ("magma", 0.8), ("cividis", 0.6), ("activity", 0.8), ("diverging", 0.8)],
)
def test_equal_steps_look_equal(name, shortest):
    # Every fourth of the samples: the stretch between two stops is straight in linear light.
    steps = np.linalg.norm(np.diff(shown(name)[::4], axis=0), axis=1)
    assert steps.min() > shortest * steps.mean()
    assert steps.max() < 1.2 * steps.mean()


def test_the_diverging_map_has_no_color_at_0_and_two_even_arms():
    colors = shown("diverging")
    middle = len(colors) // 2
    np.testing.assert_allclose(colors[middle, 1:], 0, atol=2)
    assert colors[middle, 0] == colors[:, 0].max()
    np.testing.assert_allclose(colors[:, 0], colors[::-1, 0], atol=1)
    blue, red = COLOR_MAPS["diverging"].stops[[0, -1]]
    assert blue.argmax() == 2
    assert red.argmax() == 0


def test_the_stops_are_turned_into_linear_light():
    chart = COLOR_MAPS["viridis"]
    first = np.array([0x44, 0x01, 0x54]) / 255
    np.testing.assert_allclose(chart.stops[0], first)
    # IEC 61966-2-1, worked out for 0x44 and 0x01.
    np.testing.assert_allclose(chart.linear[0, :2], [0.0578054, 0.0003035], atol=1e-6)


def test_between_two_stops_the_ramp_is_straight():
    chart = COLOR_MAPS["magma"]
    between = chart.colors(np.array([0.0, 0.25 / 31, 1.0, 2.0, -1.0]))
    quarter = 0.75 * chart.linear[0] + 0.25 * chart.linear[1]
    np.testing.assert_allclose(
        between, [chart.linear[0], quarter, chart.linear[31], chart.linear[31], chart.linear[0]]
    )


@pytest.mark.parametrize("name", ["viridis", "magma", "cividis"])
def test_the_tables_are_those_of_matplotlib(name):
    colors = pytest.importorskip("matplotlib", reason="matplotlib is not here to compare with")
    table = np.array(colors.colormaps[name].colors)
    places = np.linspace(0, 255, len(COLOR_MAPS[name].stops))
    wanted = [np.interp(places, np.arange(256), one) for one in table.T]
    np.testing.assert_allclose(COLOR_MAPS[name].stops.T, wanted, atol=0.51 / 255)


def test_srgb_as_its_standard_has_it():
    encoded = np.array([0, 0.04045, 0.5, 1])
    light = srgb_to_linear(encoded)
    np.testing.assert_allclose(light, [0, 0.0031308, 0.2140411, 1], atol=1e-7)
    np.testing.assert_allclose(linear_to_srgb(light), encoded, atol=1e-6)
    np.testing.assert_allclose(linear_to_srgb(np.array([-1.0, 7.0])), [0, 1], atol=1e-12)

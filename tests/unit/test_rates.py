"""Rates of clocks that were rounded to whole milliseconds, as cameras have them."""

import numpy as np
import pytest
from blendshape_face.data.takes.clocks.rates import CAMERA_RATES, measured_rate
from hypothesis import given
from hypothesis import strategies as st

WHOLE = [rate for rate in CAMERA_RATES if rate.is_integer()]


def rounded(frames, rate):
    """Whole milliseconds, in seconds."""
    return np.rint(1e3 * frames / rate) / 1e3


@given(st.sampled_from(WHOLE), st.integers(12, 400), st.sets(st.integers(1, 400), max_size=3))
def test_rounded_times_give_the_rate_of_the_camera(rate, count, dropped):
    frames = np.array([frame for frame in range(count) if frame not in dropped])
    assert measured_rate(rounded(frames, rate)) == rate


@pytest.mark.parametrize("rate", [24, 30, 60])
def test_a_minute_tells_videos_rates_apart(rate):
    frames = np.arange(60 * rate)
    assert measured_rate(rounded(frames, rate / 1.001)) == rate / 1.001
    assert measured_rate(rounded(frames, rate)) == rate


def test_other_rates_and_uneven_clocks_stay_as_measured():
    frames = np.arange(200)
    assert measured_rate(rounded(frames, 27.3)) == pytest.approx(27.3, rel=1e-4)
    uneven = rounded(frames, 30)
    uneven[::7] += 0.004
    assert measured_rate(uneven) != 30
    assert measured_rate(uneven) == pytest.approx(30, rel=1e-3)

"""Blinks and gaps as a take shows them."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from blendshape_face.data.motion.events import (
    LONGEST_BLINK,
    OPEN_AGAIN,
    Gap,
    blinks,
    closures,
    gaps,
)
from blendshape_face.data.takes import Take
from hypothesis import given
from hypothesis import strategies as st

CLOSED = 0.5
FPS = 30.0
LIDS = st.lists(st.one_of(st.floats(0, 1, width=32), st.just(float("nan"))), max_size=60)
SEEN = st.lists(st.booleans(), min_size=1, max_size=60)


def take_of(values, names=("eyeBlinkLeft", "eyeBlinkRight"), times=None, scale="arkit"):
    values = np.array(values, np.float32)
    return Take(
        names=tuple(names),
        times=np.arange(len(values)) / FPS if times is None else np.array(times),
        values=values,
        head=None,
        fps=FPS,
        source=Path("take.csv"),
        format="test",
        scale=scale,
    )


def peaks_of(lids):
    return closures(np.arange(len(lids)) / FPS, np.array(lids), CLOSED)


def test_a_blink_is_where_the_lids_are_most_closed():
    assert peaks_of([0, 0.3, 0.7, 0.9, 0.6, 0.1, 0]) == [3 / FPS]


def test_noise_at_the_threshold_is_one_blink():
    assert peaks_of([0, 0.6, 0.45, 0.8, 0.48, 0.55, 0.1]) == [3 / FPS]


def test_lids_that_rest_half_closed_blink_too():
    rng = np.random.default_rng(3)
    lids = 0.55 + rng.normal(0, 0.02, 300)
    lids[100:104] = 0.7, 0.92, 0.9, 0.65
    lids[200:203] = 0.8, 0.88, 0.6
    assert blinks(take_of(np.stack([lids, lids], 1))) == pytest.approx([101 / FPS, 201 / FPS])


def test_closed_eyes_that_are_squeezed_do_not_blink():
    lids = np.full(300, 0.75)
    lids[100:104] = 0.85, 1.0, 1.0, 0.85
    assert blinks(take_of(np.stack([lids, lids], 1))) == []


def test_closed_eyes_are_no_blink():
    long = int(LONGEST_BLINK * FPS) + 3
    assert peaks_of([0] + [1.0] * long + [0]) == []


@pytest.mark.parametrize("lids", [[1, 1, 0, 0], [0, 0, 1, 1], [0, np.nan, 1, 0], [0, 1, np.nan, 0]])
def test_what_is_not_seen_to_close_and_open_is_no_blink(lids):
    assert peaks_of(lids) == []


@given(LIDS)
def test_peaks_are_measured_closed_and_in_order(lids):
    peaks = peaks_of(lids)
    assert peaks == sorted(set(peaks))
    for seconds in peaks:
        assert lids[round(seconds * FPS)] >= CLOSED


@given(LIDS)
def test_between_two_blinks_the_lids_open(lids):
    rows = [round(seconds * FPS) for seconds in peaks_of(lids)]
    for one, other in pairwise(rows):
        assert np.nanmin(lids[one:other]) < CLOSED * OPEN_AGAIN


@given(LIDS, st.integers(1, 20))
def test_open_eyes_before_and_after_change_nothing(lids, count):
    quiet = [0.0] * count
    before = peaks_of([*lids, 0.0])
    # Lids that are closed at the first sample are seen to close now.
    if lids and lids[0] >= CLOSED:
        return
    moved = peaks_of([*quiet, *lids, 0.0, *quiet])
    assert moved == pytest.approx([seconds + count / FPS for seconds in before])


@given(LIDS)
def test_there_are_no_more_blinks_than_times_the_lids_close(lids):
    is_closed = np.nan_to_num(np.array(lids, float)) >= CLOSED
    assert len(peaks_of(lids)) <= np.count_nonzero(np.diff(is_closed.astype(int)) == 1)


def test_one_eye_counts_where_the_other_is_unknown():
    nan = float("nan")
    assert blinks(take_of([[0, nan], [0.9, nan], [0, nan]])) == [1 / FPS]


def test_action_units_blink_too():
    assert blinks(take_of([[0], [0.9], [0]], names=["AU45"])) == [1 / FPS]
    assert blinks(take_of([[0], [0.9], [0]], names=["jawOpen"])) == []


def test_scores_of_mediapipe_close_the_lids_earlier():
    values = [[0, 0], [0.47, 0.47], [0, 0]]
    assert blinks(take_of(values)) == []
    assert blinks(take_of(values, scale="mediapipe")) == [1 / FPS]


def test_gaps_are_rows_without_a_face_and_rows_left_out():
    nan = float("nan")
    take = take_of(
        [[nan] * 2, [1, 1], [nan] * 2, [1, 1], [1, 1]], times=[0, 1 / FPS, 2 / FPS, 0.1, 1]
    )
    assert gaps(take) == [Gap(0, 1 / FPS), Gap(1 / FPS, 0.1), Gap(0.1, 1)]


def test_a_take_without_any_face_is_one_gap():
    assert gaps(take_of([[float("nan")] * 2] * 3)) == [Gap(0, 2 / FPS)]


@given(SEEN)
def test_every_row_without_a_face_is_in_a_gap_and_no_other_is(seen):
    take = take_of([[0.5 if is_seen else float("nan")] for is_seen in seen], names=["jawOpen"])
    found = gaps(take)
    for seconds, is_seen in zip(take.times, seen, strict=True):
        inside = any(gap.start < seconds < gap.end for gap in found)
        at_an_end = seconds in (take.times[0], take.times[-1])
        assert inside == (not is_seen) or at_an_end


@given(SEEN)
def test_a_take_played_backward_has_the_same_gaps(seen):
    values = [[0.5 if is_seen else float("nan")] for is_seen in seen]
    forward = gaps(take_of(values, names=["jawOpen"]))
    backward = gaps(take_of(values[::-1], names=["jawOpen"]))
    last = (len(seen) - 1) / FPS
    turned = [(last - gap.end, last - gap.start) for gap in reversed(backward)]
    assert len(turned) == len(forward)
    for one, other in zip(turned, forward, strict=True):
        assert one == pytest.approx(other)

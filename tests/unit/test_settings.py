"""The whole chain from a take to frames."""

from pathlib import Path

import numpy as np
import pytest
from blendshape_face.data.motion.settings import Settings, take_to_frames
from blendshape_face.data.takes import Take
from hypothesis import given
from hypothesis import strategies as st

FPS = 30.0


def take_of(times, values, head=None):
    return Take(("jawOpen", "mouthPucker"), times, values, head, FPS, Path("take.csv"), "test")


@given(
    gap=st.tuples(st.integers(1, 20), st.integers(21, 59)),
    longest=st.sampled_from([0.0, 0.3, 1.0]),
    long_gaps=st.sampled_from(["hold", "ease"]),
    neutral_frame=st.integers(0, 59),
)
def test_rows_left_out_are_a_gap_like_rows_without_a_face(gap, longest, long_gaps, neutral_frame):
    rng = np.random.default_rng(1)
    values, head = rng.uniform(0, 1, (60, 2)), rng.uniform(-0.5, 0.5, (60, 3))
    values, head = values.astype(np.float32), head.astype(np.float32)
    times = np.arange(60) / FPS
    seen = np.ones(60, bool)
    seen[slice(*gap)] = False
    empty, headless = (np.where(seen[:, None], table, np.nan) for table in (values, head))
    # The neutral frame counts the rows of the file.
    rows = np.flatnonzero(seen)
    chosen = min(neutral_frame, len(rows) - 1)
    settings = {"longest_gap": longest, "long_gaps": long_gaps, "neutral": "frame"}
    columns = ("jawOpen", "mouthPucker", "Pitch", "Yaw", "Roll")
    with_empty = take_to_frames(
        take_of(times, empty, headless),
        Settings(**settings, neutral_frame=int(rows[chosen])),
        columns,
        FPS,
    )
    without = take_to_frames(
        take_of(times[seen], values[seen], head[seen]),
        Settings(**settings, neutral_frame=neutral_frame),
        columns,
        FPS,
    )
    np.testing.assert_allclose(without.values, with_empty.values, atol=1e-5)


def test_hours_without_rows_cost_nothing():
    times = np.array([0.0, 1.0, 1e6]) / FPS
    frames = take_to_frames(
        take_of(times, np.ones((3, 2), np.float32)),
        Settings(long_gaps="ease", end=3.0),
        ("jawOpen",),
        FPS,
    )
    assert frames.values[[0, 1], 0] == pytest.approx(1)
    assert frames.values[-1, 0] == pytest.approx(0)

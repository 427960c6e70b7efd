"""Percent and the like are told, and scaled only when asked."""

import json
import math

import numpy as np
import pytest
from blendshape_face.data.takes import ReadOptions, TakeError, read_take, read_takes

SHAPES = [i / 39 for i in range(40)]


def table(folder, full, names="jawOpen,eyeBlinkLeft"):
    path = folder / "take.csv"
    rows = [f"{i / 25:g},{value * full},{0.1 * full}" for i, value in enumerate(SHAPES)]
    path.write_text("\n".join([f"time,{names}", *rows]))
    return path


def document(folder, full):
    path = folder / "take.json"
    frames = [
        {"time_ms": 40 * i, "blendshapes": {"jawOpen": v * full}} for i, v in enumerate(SHAPES)
    ]
    path.write_text(json.dumps(frames))
    return path


@pytest.mark.parametrize("write", [table, document])
@pytest.mark.parametrize(
    ("full", "words"), [(100, "percent"), (255, "numbers from 0 to 255"), (5, "from 0 to 5")]
)
def test_other_scales_are_told_and_scaled_when_asked(tmp_path, write, full, words):
    path = write(tmp_path, full)
    take = read_take(path)
    assert take.values.max() == pytest.approx(full)
    assert f"{words}, set the full value to {full}" in "; ".join(take.notes)
    scaled = read_take(path, full_value=full)
    np.testing.assert_allclose(scaled.values[:, 0], SHAPES, atol=1e-6)
    assert not scaled.notes


def test_what_fits_no_scale_is_told(tmp_path):
    take = read_take(table(tmp_path, 4096))
    assert "no strengths from 0 to 1" in "; ".join(take.notes)


@pytest.mark.parametrize("full", [1, 1.053, 1.9])
def test_overshooting_is_no_other_scale(tmp_path, full):
    assert not read_take(table(tmp_path, full)).notes


def test_one_wild_row_is_no_other_scale(tmp_path):
    path = tmp_path / "take.csv"
    rows = [f"{i / 25:g},{77 if i == 50 else 0.5},0.1" for i in range(100)]
    path.write_text("\n".join(["time,jawOpen,eyeBlinkLeft", *rows]))
    assert not read_take(path).notes


def test_action_units_in_percent(tmp_path):
    path = table(tmp_path, 100, "AU12,AU04")
    assert "percent" in "; ".join(read_take(path).notes)
    assert read_take(path, full_value=100).values.max() == pytest.approx(1)


def test_a_format_in_percent_needs_no_telling(tmp_path):
    path = tmp_path / "take.txt"
    lines = [
        f"jawOpen-{round(100 * v)}|eyeBlink_L-10|eyeBlink_R-10|mouthFunnel-3|=head#1,2,3,0,0,0|"
        for v in SHAPES
    ]
    path.write_text("\n".join(lines))
    take = read_take(path)
    assert take.values.max() == 1
    assert "percent" not in "; ".join(take.notes)


@pytest.mark.parametrize("full", [0, -1, math.nan, math.inf])
def test_an_impossible_full_value_is_refused(tmp_path, full):
    with pytest.raises(TakeError, match="full value"):
        read_takes(table(tmp_path, 1), ReadOptions(full_value=full))

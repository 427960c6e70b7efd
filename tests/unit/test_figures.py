"""Figures: their points, marks and numbers against ones written out, as SVG and as pixels."""

import base64
import struct
import xml.etree.ElementTree as ET
import zlib
from pathlib import Path

import numpy as np
import pytest
from blendshape_face.data.errors import FaceError
from blendshape_face.data.figure import (
    Figure,
    Shot,
    lay_out,
    most_moving,
    pictured_frames,
    rasterize,
    svg,
)
from blendshape_face.data.figure.axes import label, ticks
from blendshape_face.data.figure.shapes import Drawing, Line, Picture, Text
from blendshape_face.data.figure.style import COLORS
from blendshape_face.data.paper import WIDTHS
from blendshape_face.data.pictures.png import encode_png
from blendshape_face.data.takes import Take
from hypothesis import given
from hypothesis import strategies as st

SVG = "{http://www.w3.org/2000/svg}"
NAN = np.nan


def take(values, names=("jawOpen", "cheekPuff"), head=None, fps=10.0):
    values = np.asarray(values, np.float32)
    return Take(
        names=tuple(names),
        times=np.arange(len(values)) / fps,
        values=values,
        head=None if head is None else np.asarray(head, np.float32),
        fps=fps,
        source=Path("Face"),
        format="Blender",
    )


RAMP = take([(0.0, 0.0), (0.5, 0.1), (1.0, 0.0)])


def shot(time=0.1, value=(10, 20, 30), size=(4, 4)):
    return Shot(time, round(time * 10) + 1, np.full((*size, 3), value, np.uint8))


def figure(of=RAMP, channels=("jawOpen",), shots=None, width=89.0, columns=2):
    return lay_out(Figure(of, channels, shots or [shot()], width, columns))


def of(drawing, kind):
    return [shape for shape in drawing.shapes if isinstance(shape, kind)]


def curves(drawing):
    return [line for line in of(drawing, Line) if line.color in COLORS and line.width < 0.5]


def texts(drawing):
    return [text.text for text in of(drawing, Text)]


def test_a_curves_points_lie_where_its_values_say():
    drawing = figure()
    (curve,) = curves(drawing)
    # From 11 mm to 1.5 mm before the right edge in 0.2 s; 0 to 1 over 30 mm upwards.
    np.testing.assert_allclose(curve.points[:, 0], (11, 49.25, 87.5))
    np.testing.assert_allclose(curve.points[:, 1] - curve.points[0, 1], (0, -15, -30))
    assert curve.color == COLORS[0] == "#0072B2"


def test_a_gap_parts_a_curve_and_a_lone_sample_is_a_dot():
    drawing = figure(take([(0, 0), (1, 0), (NAN, 0), (1, 0), (NAN, 0)]))
    first, dot = curves(drawing)
    assert len(first.points) == 2
    assert (dot.points[0] == dot.points[1]).all()


def test_pictures_in_rows_with_their_times_and_marks():
    shots = [shot(time) for time in (0.0, 0.1, 0.2)]
    drawing = figure(shots=shots)
    places = [(picture.x, picture.width, picture.height) for picture in of(drawing, Picture)]
    np.testing.assert_allclose(places, [(0, 43.9, 43.9), (45.1, 43.9, 43.9), (0, 43.9, 43.9)])
    tops = [picture.y for picture in of(drawing, Picture)]
    assert tops[0] == tops[1] == 0 < 43.9 < tops[2]
    assert {"0.00 s", "0.10 s", "0.20 s", "frame 1", "frame 2", "frame 3"} <= set(texts(drawing))
    marks = [line.points[:, 0] for line in of(drawing, Line) if line.color == "#d0d0d0"]
    np.testing.assert_allclose(marks, [(11, 11), (49.25, 49.25), (87.5, 87.5)])
    assert texts(drawing).count("2") == 2  # at the picture and over the plot


def test_the_head_has_a_plot_of_its_own_in_degrees():
    head = [(0, 0, 0), (0, np.pi / 6, 0), (0, np.pi / 3, 0)]
    drawing = figure(take(RAMP.values, head=head), channels=("Yaw", "jawOpen"))
    assert {"Strength", "Head pose (°)", "Time (s)", "60", "Yaw", "jawOpen"} <= set(texts(drawing))
    jaw, yaw = curves(drawing)
    assert (jaw.color, yaw.color) == (COLORS[1], COLORS[0])
    np.testing.assert_allclose(yaw.points[:, 1] - yaw.points[0, 1], (0, -12, -24), atol=1e-5)
    assert jaw.points[:, 1].max() < yaw.points[:, 1].min()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_everything_lies_on_the_page(width):
    names = [f"mouthLowerDown{side}" for side in ("Left", "Right")] + ["jawOpen"]
    drawing = figure(take(np.eye(3), names), names, [shot(0.2)], width, 1)
    points = np.concatenate([line.points for line in of(drawing, Line)])
    assert (points >= 0).all()
    assert (points <= (width, drawing.height)).all()
    assert all(0 <= text.x <= width and 0 < text.y < drawing.height for text in of(drawing, Text))


@pytest.mark.parametrize(
    ("channels", "message"),
    [
        ((), "Name a channel"),
        (("jawShut",), "jawShut: is no channel of this face; it has jawOpen, cheekPuff"),
        (("Yaw",), "Yaw: is no channel"),
        ([f"c{number}" for number in range(8)], "8 curves are too many"),
    ],
)
def test_refused_channels(channels, message):
    with pytest.raises(FaceError, match=message):
        figure(channels=channels)


def test_the_channels_that_move_most():
    names = ("_neutral", "mouthSmileLeft", "mouthSmileRight", "jawOpen", "cheekPuff", "tongueOut")
    values = np.outer((0, 1, 0), (9, 0.5, 0.6, 0.9, 0.01, NAN))
    assert most_moving(take(values, names)) == ("jawOpen", "mouthSmileRight")
    assert most_moving(take(values * 0, names))[:1] == ("mouthSmileLeft",)


def test_frames_to_picture():
    assert pictured_frames(1, 9, 3) == [1, 5, 9]
    assert pictured_frames(1, 2, 8) == [1, 2]
    assert pictured_frames(1, 9, 3, every=4) == [1, 5, 9]
    assert pictured_frames(1, 9, 3, frames=(7, 2)) == [2, 7]
    with pytest.raises(FaceError, match="Frame 10 is not one of 1 to 9"):
        pictured_frames(1, 9, 3, frames=(10,))
    with pytest.raises(FaceError, match="900 pictures are too many"):
        pictured_frames(1, 900, 3, every=1)


@given(start=st.floats(-10, 10), extent=st.floats(1e-3, 1e4), most=st.integers(3, 12))
def test_ticks_are_few_round_and_hold_the_range(start, extent, most):
    low, high = start * extent, (start + 1) * extent
    marks = ticks(low, high, most)
    step = marks[1] - marks[0]
    assert 2 <= len(marks) <= most
    assert marks[0] <= low + 1e-6 * step
    assert marks[-1] >= high - 1e-6 * step
    digit = step / 10.0 ** np.floor(np.log10(step) + 1e-6)
    assert np.isclose(digit, (1, 2, 5), rtol=1e-6).any()


def test_labels_have_the_digits_of_their_step():
    assert [label(value, 0.5) for value in (0, 0.5, 1)] == ["0.0", "0.5", "1.0"]
    assert [label(value, 20) for value in (-20, 0, 20)] == ["\N{MINUS SIGN}20", "0", "20"]
    assert label(-1e-17, 0.25) == "0.0"


# SVG


def test_svg_is_valid_and_names_its_size():
    pixels = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    root = ET.fromstring(svg(figure(shots=[Shot(0, 1, pixels)], width=183.0)))
    assert root.tag == f"{SVG}svg"
    assert root.get("width") == "183mm"
    assert root.get("viewBox").startswith("0 0 183 ")
    (image,) = root.iter(f"{SVG}image")
    content = image.get("{http://www.w3.org/1999/xlink}href").removeprefix("data:image/png;base64,")
    assert (decode(base64.b64decode(content)) == pixels).all()
    assert "jawOpen" in [text.text for text in root.iter(f"{SVG}text")]


def test_svg_escapes_text_and_draws_points():
    shapes = (
        Text(1, 2, 'AU01 <"&">', 2.5, "#1a1a1a", "middle", turned=True),
        Line(np.array([(-0.0001, 1), (2.5, 3.12345)]), "#0072B2", 0.35),
    )
    root = ET.fromstring(svg(Drawing(10, 20, shapes)))
    (text,) = root.iter(f"{SVG}text")
    assert text.text == 'AU01 <"&">'
    assert text.get("transform") == "rotate(-90 1 2)"
    (line,) = root.iter(f"{SVG}polyline")
    assert line.get("points") == "0,1 2.5,3.123"


def test_the_same_figure_is_the_same_file():
    assert svg(figure()) == svg(figure())


# Pixels


def decode(content):
    """Pixels of a PNG as encode_png() writes it."""
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, at = {}, 8
    while at < len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        chunks[kind] = content[at + 8 : at + 8 + length]
        assert zlib.crc32(content[at + 4 : at + 8 + length]) == int.from_bytes(
            content[at + 8 + length : at + 12 + length], "big"
        )
        at += 12 + length
    width, height = struct.unpack(">II", chunks[b"IHDR"][:8])
    lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, -1)
    assert (lines[:, 0] == 0).all()
    return lines[:, 1:].reshape(height, width, 3)


def test_png_keeps_pixels_and_resolution():
    pixels = np.random.default_rng(2).integers(0, 256, (5, 7, 3), np.uint8)
    content = encode_png(pixels, dpi=300)
    assert (decode(content) == pixels).all()
    assert b"pHYs" + struct.pack(">IIB", 11811, 11811, 1) in content


def square(_text, _anchor):
    """A letter: the unit square on the baseline, right of the anchor."""
    return np.array([[(0, 0), (1, 0), (1, 1)], [(0, 0), (1, 1), (0, 1)]], float)


def draw(*shapes):
    return rasterize(Drawing(10, 8, shapes), square, dpi=25.4)  # a pixel a millimeter


def test_lines_cover_by_their_distance():
    pixels = draw(Line(np.array([(2, 4), (8, 4)]), "#000000", 1.0))
    assert pixels.shape == (8, 10, 3)
    np.testing.assert_array_equal(pixels[3:5, 4:6], 128)  # half of each row
    assert (pixels[[1, 6]] == 255).all()
    assert (pixels[:, 0] == 255).all()
    pixels = draw(Line(np.array([(2, 4.5), (8, 4.5)]), "#D55E00", 1.0))
    assert tuple(pixels[4, 5]) == (0xD5, 0x5E, 0)


def test_letters_are_filled_and_turned():
    pixels = draw(Text(2, 6, "i", 3, "#000000"))
    assert (pixels[3:6, 2:5] == 0).all()
    assert pixels.sum() == 255 * 3 * (80 - 9)
    pixels = draw(Text(6, 6, "i", 3, "#000000", turned=True))
    assert (pixels[3:6, 3:6] == 0).all()
    half = draw(Text(2.5, 6, "i", 3, "#000000"))
    np.testing.assert_array_equal(half[4, 2:6, 0], (128, 0, 0, 128))


def test_pictures_are_stretched_to_their_size():
    pixels = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    drawn = draw(Picture(1, 2, 4, 4, pixels))
    np.testing.assert_array_equal(drawn[2:6:2, 1:5:2], pixels)


def test_a_whole_figure_as_pixels():
    drawing = figure(width=89.0)
    pixels = rasterize(drawing, square)
    assert pixels.shape[1] == 1051  # 89 mm at 300 dots an inch
    assert (pixels == (0x00, 0x72, 0xB2)).all(axis=-1).sum() > 1000
    assert (pixels == (10, 20, 30)).all(axis=-1).sum() > 500 * 500

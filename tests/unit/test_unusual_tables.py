"""Tables as other programs write them: what parts cells, words for nothing, flags, percent."""

import numpy as np
import pytest
from blendshape_face.data.takes import TakeError, read_take

ROWS = 20
STEP = 0.04
JAW = np.round(np.linspace(0, 1, ROWS), 3)
LOST = range(8, 11)


def written(path, names, rows, delimiter=","):
    lines = [delimiter.join(map(str, cells)) for cells in (names, *rows)]
    path.write_text("\n".join(lines) + "\n")
    return path


def timed(index):
    return f"{STEP * index:.2f}"


def jaw_of(take):
    return take.values[:, take.names.index("jawOpen")]


def test_bars_part_cells_where_nothing_else_does(tmp_path):
    rows = [[timed(index), jaw, 0.5] for index, jaw in enumerate(JAW)]
    path = written(tmp_path / "take.csv", ["time", "jawOpen", "eyeBlinkLeft"], rows, "|")
    np.testing.assert_allclose(jaw_of(read_take(path)), JAW, atol=1e-6)


def test_bars_within_names_part_nothing(tmp_path):
    names = ["face|jawOpen", "face|eyeBlinkLeft", "face|mouthClose"]
    path = written(tmp_path / "take.csv", names, [[jaw, 0.5, 0] for jaw in JAW])
    np.testing.assert_allclose(jaw_of(read_take(path)), JAW, atol=1e-6)


@pytest.mark.parametrize("nothing", [".", "?", "missing", "N/A", "-1.#IND", "#VALUE!"])
def test_words_for_nothing(tmp_path, nothing):
    rows = []
    for index, jaw in enumerate(JAW):
        measured = [nothing, nothing] if index in LOST else [jaw, 0.5]
        rows.append([timed(index), *measured])
    take = read_take(written(tmp_path / "take.csv", ["time", "jawOpen", "eyeBlinkLeft"], rows))
    assert np.flatnonzero(~take.has_face).tolist() == list(LOST)


@pytest.mark.parametrize(
    ("flag", "yes", "no"),
    [("num_faces", 1, 0), ("FaceCount", 2, 0), ("detected", "yes", "no"), ("valid", "ok", "lost")],
)
def test_flags_of_any_kind(tmp_path, flag, yes, no):
    rows = []
    for index, jaw in enumerate(JAW):
        rows.append([timed(index), no, 0] if index in LOST else [timed(index), yes, jaw])
    take = read_take(written(tmp_path / "take.csv", ["time", flag, "jawOpen"], rows))
    assert np.flatnonzero(~take.has_face).tolist() == list(LOST)


def test_percent_signs(tmp_path):
    rows = [[timed(index), f"{100 * jaw:g}%"] for index, jaw in enumerate(JAW)]
    take = read_take(written(tmp_path / "take.csv", ["time", "jawOpen"], rows))
    np.testing.assert_allclose(jaw_of(take), JAW, atol=1e-6)


def test_a_header_that_comes_again_is_where_recordings_are_joined(tmp_path):
    names = ["time", "jawOpen"]
    rows = [[timed(index), jaw] for index, jaw in enumerate(JAW)]
    path = written(tmp_path / "take.csv", names, [*rows, names, *rows])
    with pytest.raises(TakeError, match=f"row {ROWS + 2}: the header comes again"):
        read_take(path)


def test_emotions_alone_are_a_recording_and_two_of_them_are_none(tmp_path):
    emotions = ["anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral"]
    rows = [[timed(index), 0, 0, 0, jaw, 0, 0, 0] for index, jaw in enumerate(JAW)]
    take = read_take(written(tmp_path / "take.csv", ["time", *emotions], rows))
    np.testing.assert_allclose(take.values[:, take.names.index("happiness")], JAW, atol=1e-6)
    few = [row[:3] for row in rows]
    with pytest.raises(TakeError, match="no blendshape column"):
        read_take(written(tmp_path / "few.csv", ["time", *emotions[:2]], few))


def test_action_units_with_their_words(tmp_path):
    names = ["AU1_Inner_Brow_Raiser", "AU12 Lip Corner Puller", "au26: jaw drop", "AU01_presence"]
    rows = [[0.1, jaw, 0.2, 1] for jaw in JAW]
    take = read_take(written(tmp_path / "take.csv", names, rows))
    assert take.names == ("AU01", "AU12", "AU26")
    np.testing.assert_allclose(take.values[:, 1], JAW, atol=1e-6)

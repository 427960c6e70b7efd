"""Files of measured meshes: known by their content, in any unit, as takes like all others."""

import json

import numpy as np
import pytest
from blendshape_face.data.errors import ModelError, TakeError
from blendshape_face.data.takes import ReadOptions, read_take, read_takes
from blendshape_face.data.takes.options import OF_MODEL, MeshOptions
from blendshape_face.data.takes.report import report_on

from tests.unit import mesh_files as files

OF_MESHES = ReadOptions(fps=25, mesh=MeshOptions(wanted=True, neutral=OF_MODEL))
ALONE = ReadOptions(fps=25, mesh=MeshOptions(neutral=OF_MODEL))


def written(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    return path


def saved(path, **arrays):
    np.savez(path, **arrays)
    return path


def check(take, jaw=files.JAW, blink=files.BLINK):
    """Whether a take is the face of the files."""
    assert take.solved
    columns = {"jawOpen": jaw, "eyeBlinkLeft": blink}
    for name, expected in columns.items():
        np.testing.assert_allclose(take.values[:, take.names.index(name)], expected, atol=0.01)
    others = [index for index, name in enumerate(take.names) if name not in columns]
    assert take.values[:, others].max() < 0.02
    np.testing.assert_allclose(take.times, files.times()[: len(take.times)], atol=1e-6)
    np.testing.assert_allclose(take.head, files.HEAD[: len(take.head)], atol=0.01)
    assert take.scale == "mediapipe"


def layouts():
    """Name -> content of files that hold nothing but meshes."""
    sized = {"width": files.SIZE[0], "height": files.SIZE[1]}
    return {
        "detectorv2.csv": files.detectorv2(files.pixels()),
        "mpdetector.csv": files.mpdetector(),
        "shares.json": files.document(files.shares(), **sized),
        "size.json": files.document(files.shares(), image_size=list(files.SIZE)),
        "pixels.json": files.document(files.pixels()),
        "results.json": files.results(files.pixels()),
        "alone.json": json.dumps(files.pixels().tolist()).encode(),
    }


@pytest.mark.parametrize("name", layouts())
def test_meshes_alone_are_read_as_they_are(name, tmp_path):
    path = written(tmp_path, name, layouts()[name])
    (take,) = read_takes(path, ALONE)
    check(take)
    assert take.format == "Measured meshes"


def test_arrays_of_numpy_are_read(tmp_path):
    sized = saved(
        tmp_path / "clip.landmarks.npz",
        landmarks=files.shares().astype(np.float32),
        times=files.times(),
        size=np.array(files.SIZE),
    )
    check(read_takes(sized, ALONE)[0])
    check(read_takes(saved(tmp_path / "a.npz", size=files.SIZE, mesh=files.pixels()), ALONE)[0])
    np.save(tmp_path / "plain.npy", files.pixels())
    check(read_takes(tmp_path / "plain.npy", ALONE)[0])


def test_a_missing_size_of_the_picture_is_guessed_and_told(tmp_path):
    path = written(tmp_path, "a.json", files.document(files.shares()))
    (take,) = read_takes(path, ALONE)
    check(take)
    assert any("16:9 was taken" in note for note in take.notes)


def test_our_own_exports_are_read_by_meshes_when_asked(tmp_path):
    for path in files.export_files(tmp_path):
        by_channels = read_take(path)
        assert by_channels.names == ("jawOpen",)
        assert by_channels.solved is None
        check(read_takes(path, OF_MESHES)[0])


def test_meshes_beside_channels_are_read_when_asked(tmp_path):
    path = written(tmp_path, "a.csv", files.detectorv2(files.pixels(), "jawOpen", "AU12"))
    by_channels = read_take(path)
    assert by_channels.values[0].tolist() == [0.25, 0.25]
    assert any("--meshes" in note for note in by_channels.notes)
    (by_meshes,) = read_takes(path, OF_MESHES)
    assert not any("--meshes" in note for note in by_meshes.notes)
    check(by_meshes)


def test_old_meshes_without_irises_are_read(tmp_path):
    path = written(tmp_path, "a.json", files.document(files.pixels()[:, :468]))
    check(read_takes(path, ALONE)[0])


def test_frames_without_a_face_are_gaps(tmp_path):
    landmarks = files.pixels()
    landmarks[3:5] = np.nan
    (take,) = read_takes(saved(tmp_path / "a.npz", a=landmarks, times=files.times()), ALONE)
    assert np.flatnonzero(~take.has_face).tolist() == [3, 4]
    content = json.loads(files.document(files.pixels()))
    content["frames"][3]["landmarks"] = []
    content["frames"][4]["landmarks"][7]["x"] = None
    (take,) = read_takes(written(tmp_path, "a.json", json.dumps(content).encode()), ALONE)
    assert np.flatnonzero(~take.has_face).tolist() == [3, 4]
    assert report_on(take).gaps


def test_two_faces_are_two_takes(tmp_path):
    frames = []
    beside = np.add(files.pixels()[::-1], (900, 0, 0))
    for mesh, other in zip(files.pixels(), beside, strict=True):
        frames.append({"face_landmarks": [mesh.tolist(), other.tolist()]})
    path = written(tmp_path, "a.json", json.dumps(frames).encode())
    everyone = ReadOptions(25, "all", mesh=MeshOptions(neutral=OF_MODEL))
    takes = read_takes(path, everyone)
    assert [take.face for take in takes] == ["face 0", "face 1"]
    jaws = [take.values[:, take.names.index("jawOpen")] for take in takes]
    np.testing.assert_allclose(jaws[0], files.JAW, atol=0.01)
    np.testing.assert_allclose(jaws[1], files.JAW[::-1], atol=0.01)


def test_the_report_tells_what_was_found(tmp_path):
    path = written(tmp_path, "a.csv", files.detectorv2(files.pixels()))
    lines = report_on(read_takes(path, ReadOptions(25))[0]).lines()
    text = "\n".join(lines)
    assert "Meshes: 51 channels of the model mediapipe; neutral: calm samples " in text
    assert "% of the motion; ridge" in text
    assert "Told apart: rank 51 of 52" in text
    assert "Not seen in a mesh: _neutral" in text
    assert "Head pose: how the anchors of the meshes are turned" in text


def test_wrong_meshes_are_refused(tmp_path):
    pixels = files.pixels()
    mixed = json.loads(files.document(files.shares()))
    for index, frame in enumerate(mixed["frames"]):
        frame["image"] = index
        frame["width"] = 640 if index == 7 else 1280
        frame["height"] = 480 if index == 7 else 720
    flat = [[point[:2] for point in mesh] for mesh in pixels.tolist()]
    two = files.detectorv2(pixels, "FrameWidth", "FrameHeight").replace(
        b"0.25,0.25,7\n", b"1,2,7\n"
    )
    cases = {
        "short.json": (files.document(pixels[:, :100]), "frame 0: its meshes have 100 landmarks"),
        "mixed.json": (json.dumps(mixed).encode(), "frame 7: is of a picture of 640 x 480"),
        "flat.json": (json.dumps(flat).encode(), "frame 0: its landmarks have no z"),
        "text.json": (
            files.document(pixels).replace(b'"x": ', b'"x": "a', 1).replace(b', "y"', b'", "y"', 1),
            "frame 0, landmark 0: .* is not a number",
        ),
        "mirror.json": (files.document(pixels * (-1, 1, 1)), "in a mirror"),
        "mixed.csv": (two, "row 9: is of a picture of 1 x 2 pixels"),
        "empty.csv": (
            files.detectorv2(pixels * np.nan).replace(b"nan", b""),
            "no row holds a face",
        ),
        "short.csv": (files.detectorv2(pixels[:, :100]), "its meshes have 100 landmarks"),
    }
    for name, (content, reason) in cases.items():
        with pytest.raises(TakeError, match=f"^{name}.*{reason}"):
            read_takes(written(tmp_path, name, content), OF_MESHES)


def test_wrong_arrays_are_refused(tmp_path):
    pixels = files.pixels()
    sizes = np.tile(files.SIZE, (files.FRAMES, 1))
    sizes[5] = 640, 480
    cases = {
        "count.npz": ({"a": pixels[:, :68]}, "have 68 landmarks"),
        "sizes.npz": ({"a": files.shares(), "size": sizes}, "size, row 5: .* several sizes"),
        "nan.npz": ({"a": pixels * np.nan}, "no row holds a face"),
    }
    for name, (arrays, reason) in cases.items():
        with pytest.raises(TakeError, match=f"^{name}.*{reason}"):
            read_takes(saved(tmp_path / name, **arrays), ALONE)


def test_what_holds_no_meshes_is_refused_when_they_are_asked_for(sample_take, tmp_path):
    with pytest.raises(TakeError, match=r"mediapipe_wolfgang\.csv: holds no meshes"):
        read_takes(sample_take, OF_MESHES)
    path = written(tmp_path, "a.csv", files.detectorv2(files.pixels()))
    wrong = ReadOptions(25, mesh=MeshOptions(neutral="calm"))
    with pytest.raises(TakeError, match=r"a\.csv: the neutral 'calm' is none of"):
        read_takes(path, wrong)
    with pytest.raises(TakeError, match=r"a\.csv: The neutral sample 99 is none of 0 to 11"):
        read_takes(path, ReadOptions(25, mesh=MeshOptions(neutral="99")))


def test_a_model_that_is_none_is_refused(sample_take, arkit_npz):
    with pytest.raises(ModelError, match="missing"):
        read_takes(sample_take, ReadOptions(through=arkit_npz.with_name("missing.npz")))
    with pytest.raises(TakeError, match="is a model of blendshapes"):
        read_takes(sample_take, ReadOptions(through=arkit_npz))

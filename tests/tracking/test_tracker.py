"""The tracker against MediaPipe itself, and what it leaves of whole, broken and faceless videos."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("mediapipe", reason="the tracking group is not installed")
pytest.importorskip("av", reason="the tracking group is not installed")

import mediapipe
from blendshape_face.data.channels import BLENDSHAPES, names
from blendshape_face.data.reading_choices import ALL
from blendshape_face.data.takes import ReadOptions, Take, read_takes
from mediapipe.tasks import python
from mediapipe.tasks.python import vision

from tests.tracking.clips import GRAY, container_times, even_times, faces, write_clip
from tools.paths import ROOT
from tracking.__main__ import main
from tracking.addresses import Address
from tracking.datagrams import Sender
from tracking.errors import TrackingError
from tracking.landmarker import CHANNELS, MODEL, Landmarker
from tracking.side_by_side import join
from tracking.video import Video

VARIABLE = [0, 33, 80, 200, 233, 300, 340, 373]
"""Milliseconds."""


def _performance(count: int) -> list[np.ndarray]:
    """The rendered faces one after another, each for two pictures."""
    shown = faces()
    return [shown[index // 2 % len(shown)] for index in range(count)]


def _read(path: Path, face: str = "") -> Take:
    options = ReadOptions(face=face) if face else ReadOptions()
    return read_takes(path, options)[0]


def _plain_mediapipe(clip: Path) -> np.ndarray:
    """MediaPipe's scores (n, 52) of a clip, by nothing of ours but the reading of pictures."""
    options = vision.FaceLandmarkerOptions(
        base_options=python.BaseOptions(model_asset_path=str(MODEL)),
        running_mode=vision.RunningMode.VIDEO,
        output_face_blendshapes=True,
    )
    rows = []
    with vision.FaceLandmarker.create_from_options(options) as landmarker, Video(clip) as video:
        for picture in video.pictures():
            image = mediapipe.Image(mediapipe.ImageFormat.SRGB, picture.pixels)
            found = landmarker.detect_for_video(image, round(1000 * picture.time))
            scores = {item.category_name: item.score for item in found.face_blendshapes[0]}
            rows.append([scores[name] for name in CHANNELS])
    return np.array(rows)


@pytest.mark.parametrize(
    ("times", "rotation"),
    [(even_times(8), 0), (VARIABLE, 0), (even_times(8), 90)],
    ids=["constant", "variable", "rotated"],
)
def test_scores_are_mediapipes_and_times_the_containers(times, rotation, tmp_path):
    pictures = [np.rot90(pixels, -rotation // 90) for pixels in _performance(8)]
    clip = write_clip(tmp_path / "clip.mp4", pictures, times, rotation)

    assert main([str(clip)]) == 0

    take = _read(clip.with_suffix(".csv"))
    assert take.names == CHANNELS
    assert take.times == pytest.approx(container_times(clip), abs=1e-3)
    assert take.values == pytest.approx(_plain_mediapipe(clip), abs=1e-6)
    # The pictures do show something: a smile, and an open mouth.
    assert take.values[3, CHANNELS.index("mouthSmileLeft")] > 0.4
    assert take.values[5, CHANNELS.index("jawOpen")] > 0.15


def test_the_head_is_told_as_everywhere_here(tmp_path):
    leaning = _turned(faces()[0], 15)
    clip = write_clip(tmp_path / "clip.mp4", [leaning] * 4, even_times(4))

    main([str(clip)])

    head = _read(clip.with_suffix(".csv")).head
    # Turned with the clock as seen: the top goes to the picture's right, the subject's left.
    assert np.degrees(head[-1]) == pytest.approx([0, 0, -15], abs=5)


def _turned(pixels: np.ndarray, degrees: float) -> np.ndarray:
    import cv2

    height, width, _ = pixels.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1)
    return cv2.warpAffine(pixels, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)


def test_a_mirrored_video_gives_left_for_left(tmp_path):
    winking = faces()[0].copy()
    closed = faces()[3]
    # The picture's right half is the subject's left.
    winking[:, 170:] = closed[:, 170:]
    as_is = write_clip(tmp_path / "clip.mp4", [winking] * 4, even_times(4))
    selfie = write_clip(tmp_path / "selfie.mp4", [winking[:, ::-1]] * 4, even_times(4))

    main([str(as_is)])
    main([str(selfie), "--mirror"])

    for clip in (as_is, selfie):
        take = _read(clip.with_suffix(".csv"))
        left, right = (take.names.index(f"eyeBlink{side}") for side in ("Left", "Right"))
        assert take.values[-1, left] > take.values[-1, right] + 0.2


def test_frames_without_a_face_are_gaps(tmp_path, capsys):
    rest = faces()[0]
    pictures = [GRAY] * 2 + [rest] * 4 + [GRAY] * 3 + [rest] * 4
    clip = write_clip(tmp_path / "clip.mp4", pictures, even_times(13))

    assert main([str(clip)]) == 0

    take = _read(clip.with_suffix(".csv"))
    assert take.has_face.tolist() == [False] * 2 + [True] * 4 + [False] * 3 + [True] * 4
    assert "nobody in 5 frames, 2 gaps; the longest is of 0.12 s from 0.24 s on" in (
        capsys.readouterr().out
    )


def test_two_people_keep_their_numbers(tmp_path):
    rest, smile = faces()[:2]
    pictures = [np.hstack([rest, smile])] * 3 + [np.hstack([rest, GRAY])] * 2
    pictures += [np.hstack([rest, smile])] * 3
    clip = write_clip(tmp_path / "clip.mp4", pictures, even_times(8))

    assert main([str(clip), "--faces", "2", "--landmarks"]) == 0

    table = clip.with_suffix(".csv")
    takes = {take.face: take for take in read_takes(table, ReadOptions(face=ALL))}
    assert set(takes) == {"face 0", "face 1"}
    column = CHANNELS.index("mouthSmileLeft")
    smiles = {label: take.values[:, column] for label, take in takes.items()}
    smiling = max(smiles, key=lambda label: np.nanmean(smiles[label]))
    assert np.nanmin(smiles[smiling]) > 0.3
    (other,) = set(takes) - {smiling}
    assert np.nanmax(smiles[other]) < 0.3
    assert takes[smiling].has_face.tolist() == [True] * 3 + [False] * 2 + [True] * 3
    for number, label in ((0, "face 0"), (1, "face 1")):
        which = f".{number}" if number else ""
        with np.load(tmp_path / f"clip.landmarks{which}.npz") as kept:
            seen = np.isfinite(kept["landmarks"]).all(axis=(1, 2))
        assert seen.tolist() == takes[label].has_face.tolist()


def test_landmarks_are_in_pixels(tmp_path):
    clip = write_clip(tmp_path / "clip.mp4", [faces()[0]] * 3, even_times(3))

    main([str(clip), "--landmarks"])

    with np.load(tmp_path / "clip.landmarks.npz") as kept:
        assert kept["landmarks"].shape == (3, 478, 3)
        assert kept["times"] == pytest.approx([0, 0.04, 0.08])
        assert kept["size"].tolist() == [340, 340]
        # The irises, as the eye finds them in the picture: x to the right, y down.
        right, left = kept["landmarks"][-1, [468, 473], :2]
    assert right == pytest.approx([131, 152], abs=6)
    assert left == pytest.approx([207, 152], abs=6)


def test_a_video_without_faces_is_refused_and_leaves_nothing(tmp_path, capsys):
    clip = write_clip(tmp_path / "clip.mp4", [GRAY] * 4, even_times(4))

    assert main([str(clip)]) == 1

    assert "nobody's face was found in 4 frames" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


def test_a_video_that_is_cut_off_leaves_nothing(tmp_path, capsys):
    clip = write_clip(tmp_path / "clip.mp4", _performance(24), even_times(24), movflags="faststart")
    whole = clip.read_bytes()
    clip.write_bytes(whole[: len(whole) * 9 // 10])

    assert main([str(clip)]) == 1

    told = capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]
    end = told.partition("--end ")[2].split()[0]
    assert main([str(clip), "--end", end]) == 0
    assert _read(clip.with_suffix(".csv")).times[-1] < float(end)


def test_a_model_that_is_not_there_is_told(tmp_path):
    with pytest.raises(TrackingError, match=r"none\.task: is not there"):
        Landmarker(model=tmp_path / "none.task")


def test_another_programs_table_is_not_written_over(tmp_path, capsys):
    clip = write_clip(tmp_path / "clip.mp4", [faces()[0]] * 3, even_times(3))
    table = clip.with_suffix(".csv")
    table.write_text("frame,FaceScore\n")

    assert main([str(clip)]) == 1
    assert "not of this tracker" in capsys.readouterr().err
    assert table.read_text() == "frame,FaceScore\n"

    table.unlink()
    # What it has written itself it writes anew.
    assert main([str(clip)]) == 0
    assert main([str(clip)]) == 0


def test_a_folder_of_videos_goes_on_after_a_bad_one(tmp_path, capsys):
    write_clip(tmp_path / "a.mp4", [faces()[0]] * 3, even_times(3))
    (tmp_path / "b.mp4").write_text("no video")
    write_clip(tmp_path / "c.mp4", [faces()[1]] * 3, even_times(3))

    assert main(["--folder", str(tmp_path)]) == 1

    assert "1 of 3 left out" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.glob("*.csv")) == ["a.csv", "c.csv"]


def test_from_a_later_second_on_the_sound_is_not_taken_for_its(tmp_path):
    clip = write_clip(tmp_path / "clip.mp4", _performance(10), even_times(10))

    main([str(clip), "--start", "0.2"])

    assert not clip.with_suffix(".csv").exists()
    lines = (tmp_path / "clip.from_0.2_s.csv").read_text().splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == ["200", "240", "280", "320", "360"]


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no Ctrl-C to one process")
def test_ctrl_c_leaves_a_good_shorter_file(tmp_path):
    clip = write_clip(tmp_path / "clip.mp4", _performance(2000), even_times(2000))
    table = clip.with_suffix(".csv")
    line = [sys.executable, "-m", "tracking", str(clip)]

    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        # Its first word is that it counts.
        assert process.stdout.read(6).strip() == "Frame"
        process.send_signal(signal.SIGINT)
        told, _ = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "stopped: the file holds what was tracked" in told
    take = _read(table)
    assert 2 < len(take.times) < 2000
    assert take.has_face.all()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.csv", "clip.mp4"]


def test_what_is_sent_is_what_the_protocol_says(tmp_path):
    clip = write_clip(tmp_path / "clip.mp4", [GRAY, *_performance(8)], even_times(9))
    record = tmp_path / "record.csv"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(10)
        port = receiver.getsockname()[1]
        began = time.monotonic()

        assert main([str(clip), "--send", f"127.0.0.1:{port}", "--record", str(record)]) == 0

        took = time.monotonic() - began
        first = json.loads(receiver.recv(65536))
    take = _read(record)

    assert took > 0.3
    assert set(first) == {"v", "source", "time", "frame", "face", "channels", "head", "position"}
    assert (first["v"], first["source"], first["face"]) == (1, "clip.mp4", 0)
    assert list(first["channels"]) == list(names(BLENDSHAPES))
    seen = int(np.flatnonzero(take.has_face)[0])
    assert first["time"] == pytest.approx(take.times[seen], abs=1e-6)
    assert list(first["channels"].values()) == pytest.approx(take.values[seen], abs=1e-5)
    assert list(first["head"]) == ["pitch", "yaw", "roll"]
    assert list(first["head"].values()) == pytest.approx(take.head[seen], abs=1e-5)
    # The camera looks at the head from in front of it.
    assert len(first["position"]) == 3
    assert first["position"][2] < 0


def test_a_host_that_nobody_knows_is_told():
    with pytest.raises(TrackingError, match=r"--send: nobody\.invalid is not known"):
        Sender(Address("nobody.invalid", 9000))


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["clip.mp4", "--camera", "0"],
        ["--camera", "0"],
        ["clip.mp4", "--send", "9000x"],
        ["clip.mp4", "--start", "3", "--end", "2"],
        ["clip.mp4", "--faces", "0"],
        ["clip.mp4", "--output", "clip.txt"],
        ["--folder", "clips", "--output", "clip.csv"],
    ],
)
def test_options_that_make_no_sense_are_refused(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "error: " in capsys.readouterr().err


def test_a_camera_that_is_not_there_is_told(capsys, tmp_path):
    assert main(["--camera", "77", "--record", str(tmp_path / "me.csv")]) == 1
    assert "camera 77: cannot be opened" in capsys.readouterr().err
    assert not any(tmp_path.iterdir())


def test_a_camera_gives_its_newest_picture_and_what_was_recorded_stays(tmp_path):
    """OpenCV opens a file as it opens a camera, and gives it as fast as it is read."""
    clip = write_clip(tmp_path / "clip.mp4", [faces()[0]] * 60, even_times(60))
    record = tmp_path / "me.csv"

    assert main(["--camera", str(clip), "--record", str(record)]) == 0

    lines = record.read_text().splitlines()[1:]
    frames = [int(line.split(",")[0]) for line in lines]
    assert frames == sorted(set(frames))
    # The camera is faster than the tracker, which does not fall behind it.
    assert frames[-1] == 59
    assert 1 < len(frames) < 60
    assert all(line.split(",")[3] for line in lines)


def test_a_film_of_both_shows_what_is_played_at_the_same_time(tmp_path):
    """A clip of gray levels beside a film that starts at its third picture."""
    levels = [np.full((64, 96, 3), 25 * index, np.uint8) for index in range(10)]
    clip = write_clip(tmp_path / "clip.mp4", levels, even_times(10))
    face = write_clip(
        tmp_path / "face.mp4", [np.full((64, 64, 3), 128, np.uint8)] * 5, even_times(5)
    )

    join(clip, face, tmp_path / "film.mp4", start=0.08)

    with Video(tmp_path / "film.mp4") as video:
        pictures = list(video.pictures())
    assert [picture.pixels.shape for picture in pictures] == [(64, 160, 3)] * 5
    left = [float(picture.pixels[:, 8:88].mean()) for picture in pictures]
    assert left == pytest.approx([50, 75, 100, 125, 150], abs=4)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.mp4", "face.mp4", "film.mp4"]

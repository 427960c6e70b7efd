"""From a video to a film of the face beside it, with its sound, in one command."""

import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip("mediapipe", reason="the tracking group is not installed")
pytest.importorskip("av", reason="the tracking group is not installed")

import av

from tests.tracking.clips import GRAY, add_sound, even_times, faces, write_clip
from tools.paths import ROOT


def _film(clip, output, *options: str) -> subprocess.CompletedProcess:
    line = [sys.executable, "film.py", str(clip), "--output", str(output), "--size", "64", *options]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)


def test_one_command_makes_a_film_of_both_with_sound(tmp_path):
    rest, smile = faces()[:2]
    clip = write_clip(tmp_path / "silent.mp4", [rest] * 4 + [smile] * 4, even_times(8))
    clip = add_sound(clip, tmp_path / "clip.mp4")

    done = _film(clip, tmp_path / "out", "--start", "0.12", "--seconds", "0.12")

    assert done.returncode == 0, done.stderr
    folder = tmp_path / "out" / "clip"
    left = {path.name for path in folder.iterdir()}
    assert left == {"clip.mp4", "clip.csv", "clip.blend", "clip.face.mp4", "clip.film.mp4"}
    with av.open(str(folder / "clip.film.mp4")) as film:
        assert [stream.type for stream in film.streams] == ["video", "audio"]
        pictures = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    assert len(pictures) == 3
    assert pictures[0].shape == (64, 128, 3)
    # The video at the left comes to smile with its second picture.
    mouths = [picture[32:48, 20:44].astype(int) for picture in pictures]
    assert np.abs(mouths[1] - mouths[0]).mean() > 2 * np.abs(mouths[2] - mouths[1]).mean()


def test_a_video_without_a_face_ends_with_the_trackers_words(tmp_path):
    clip = write_clip(tmp_path / "clip.mp4", [GRAY] * 3, even_times(3))

    done = _film(clip, tmp_path / "out")

    assert done.returncode == 1
    assert "nobody's face was found" in done.stderr
    assert not any((tmp_path / "out").iterdir())

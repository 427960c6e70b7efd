"""Several videos in one table, and detections that are no face."""

import json

import numpy as np
import pytest
from blendshape_face.data.takes import ReadOptions, TakeError, read_take, read_takes

PYFEAT = "FaceRectX,FaceRectY,FaceRectWidth,FaceRectHeight,FaceScore,AU12,jawOpen,frame,input"
OPENFACE = "frame, face_id, timestamp, confidence, success, AU12_r, AU06_r"


def written(folder, header, rows):
    path = folder / "table.csv"
    path.write_text("\n".join([header, *rows]))
    return path


def jaw(take, name="jawOpen"):
    values = take.values[:, take.names.index(name)]
    return [len(values), float(values[0]), float(values[-1])]


@pytest.mark.parametrize(
    ("videos", "labels"),
    [
        (("a.mp4", "b.mp4"), ["a.mp4", "b.mp4"]),
        ((r"C:\ann\1.mp4", "/home/bo/2.mp4"), ["1.mp4", "2.mp4"]),
        (("ann/1.mp4", "bo/1.mp4"), ["ann/1.mp4", "bo/1.mp4"]),
        (("1", "2"), ["1", "2"]),
    ],
)
@pytest.mark.parametrize("column", ["input", "Video Name", "file_path", "clip", "session_id"])
def test_two_videos_in_one_table_are_two_takes(tmp_path, column, videos, labels):
    rows = [f"{videos[0]},{i / 25:g},{i / 29},0.1" for i in range(30)]
    rows += [f"{videos[1]},{i / 25:g},{1 - i / 19},0.1" for i in range(20)]
    path = written(tmp_path, f"{column},time,jawOpen,eyeBlinkLeft", rows)
    first, second = read_takes(path, ReadOptions(face="all"))
    assert [first.face, second.face] == labels
    assert [jaw(first), jaw(second)] == [[30, 0, 1], [20, 1, 0]]
    assert [first.times[0], second.times[0]] == [0, 0]
    assert [first.fps, second.fps] == pytest.approx([25, 25])
    assert "2 recordings in one table" in read_take(path).notes[0]
    assert jaw(read_take(path, face=labels[1])) == [20, 1, 0]


def test_videos_of_two_people_each_are_four_takes(tmp_path):
    rows = []
    for video in ("a.mp4", "b.mp4"):
        for frame in range(20):
            rows.append(f"10,5,50,50,0.99,0.1,{frame / 19},{frame},{video}")
            rows.append(f"400,5,50,50,0.99,0.1,0.7,{frame},{video}")
    takes = read_takes(written(tmp_path, PYFEAT, rows), ReadOptions(face="all"))
    assert len(takes) == 4
    assert {take.face.partition(", ")[0] for take in takes} == {"a.mp4", "b.mp4"}
    assert (
        sorted(map(jaw, takes)) == [[20, 0, 1]] * 2 + [[20, np.float32(0.7), np.float32(0.7)]] * 2
    )


def test_openface_of_two_videos(tmp_path):
    rows = []
    for video in ("a", "b"):
        rows += [f"{i + 1}, 0, {i / 25:g}, 0.98, 1, {i / 39 * 5}, 1, {video}" for i in range(40)]
    path = written(tmp_path, OPENFACE + ", video", rows)
    takes = read_takes(path, ReadOptions(face="all"))
    assert [jaw(take, "AU12") for take in takes] == [[40, 0, 1], [40, 0, 1]]


def test_pictures_are_the_frames_of_one_recording(tmp_path):
    rows = [f"10,5,50,50,0.99,0.1,{i / 19},{i},img{i}.png" for i in range(20)]
    take = read_take(written(tmp_path, PYFEAT, rows))
    assert jaw(take) == [20, 0, 1]
    assert not take.faces or len(take.faces) == 1


def test_rows_that_name_no_video_are_a_recording_of_their_own(tmp_path):
    rows = [f"a,{i / 25:g},0.5,0.1" for i in range(10)]
    rows += [f"b,{i / 25:g},0.5,0.1" for i in range(10)]
    rows += [f",{i / 25:g},0.5,0.1" for i in range(10)]
    takes = read_takes(
        written(tmp_path, "video,time,jawOpen,eyeBlinkLeft", rows), ReadOptions(face="all")
    )
    assert [take.face for take in takes] == ["a", "b", "unnamed"]


def test_a_restart_within_one_video_is_still_refused(tmp_path):
    rows = [f"a,{i % 20 / 25:g},0.5,0.1" for i in range(40)]
    rows += [f"b,{i / 25:g},0.5,0.1" for i in range(40)]
    path = written(tmp_path, "video,time,jawOpen,eyeBlinkLeft", rows)
    with pytest.raises(TakeError, match=r"row 22.*two recordings are joined"):
        read_take(path, face="a")
    assert len(read_take(path, face="b").times) == 40


@pytest.mark.parametrize("score", ["0.2", "0.5", "0.65"])
@pytest.mark.parametrize("every", [1, 2, 7])
def test_a_doubtful_detection_never_wins(tmp_path, score, every):
    """Larger than the face, in as many frames, and first in each."""
    rows = []
    for frame in range(40):
        if frame % every == 0:
            rows.append(f"600,300,400,400,{score},0.9,0.9,{frame},a.mp4")
        # The face itself is lost now and then.
        if frame % 5 != 3 or frame == 39:
            rows.append(f"80,60,120,120,0.99,0.1,{frame / 39},{frame},a.mp4")
    take = read_take(written(tmp_path, PYFEAT, rows))
    assert jaw(take)[1:] == [0, 1]


@pytest.mark.parametrize("name", ["score", "confidence", "Detection Score"])
def test_scores_count_in_any_table_of_several_faces(tmp_path, name):
    rows = []
    for i in range(20):
        rows.append(f"{i / 25:g},0,0.3,0.9,0.2")
        rows.append(f"{i / 25:g},1,0.95,{i / 19},0.2")
    path = written(tmp_path, f"time,face_id,{name},jawOpen,eyeBlinkLeft", rows)
    assert jaw(read_take(path)) == [20, 0, 1]


def test_openface_counts_confidence(tmp_path):
    rows = []
    for i in range(40):
        rows.append(f"{i + 1}, 0, {i / 25:g}, 0.31, 1, 4.5, 1")
        rows.append(f"{i + 1}, 1, {i / 25:g}, 0.98, 1, {i / 39 * 5}, 1")
    assert jaw(read_take(written(tmp_path, OPENFACE, rows)), "AU12") == [40, 0, 1]


def test_scores_that_differ_little_do_not_count(tmp_path):
    """Then the face that is seen more often is read."""
    rows = []
    for i in range(20):
        rows.append(f"{i / 25:g},0,0.90,{i / 19},0.2")
        if i % 2:
            rows.append(f"{i / 25:g},1,0.99,0.9,0.2")
    path = written(tmp_path, "time,face_id,score,jawOpen,eyeBlinkLeft", rows)
    assert jaw(read_take(path)) == [20, 0, 1]
    assert np.isfinite(read_take(path).values).all()


@pytest.mark.parametrize("faces", [1, 2, 3])
def test_a_recording_that_starts_anew_is_refused_for_any_number_of_faces(tmp_path, faces):
    rows = []
    for i in range(40):
        rows += [f"{i % 20 / 25:g},{face},0.5,0.1" for face in range(faces)]
    path = written(tmp_path, "time,face_id,jawOpen,eyeBlinkLeft", rows)
    with pytest.raises(TakeError, match=rf"row {20 * faces + 2}.*two recordings are joined"):
        read_take(path)


def document(folder, records):
    path = folder / "take.json"
    path.write_text(json.dumps(records))
    return path


def record(frame, value, **others):
    return {"time_ms": 40 * frame, "blendshapes": {"jawOpen": value}, **others}


@pytest.mark.parametrize("key", ["video", "input", "clip_name"])
def test_two_videos_in_one_document(tmp_path, key):
    records = [record(i, i / 29, **{key: "v/a.mp4"}) for i in range(30)]
    records += [record(i, 1 - i / 19, **{key: "v/b.mp4"}) for i in range(20)]
    first, second = read_takes(document(tmp_path, records), ReadOptions(face="all"))
    assert [first.face, second.face] == ["a.mp4", "b.mp4"]
    assert [jaw(first), jaw(second)] == [[30, 0, 1], [20, 1, 0]]
    assert [first.fps, second.fps] == pytest.approx([25, 25])


@pytest.mark.parametrize("key", ["face_id", "person", "trackId"])
@pytest.mark.parametrize("ids", [(0, 1), (7, 3), ("ann", "bo")])
def test_a_record_a_face_in_any_order(tmp_path, key, ids):
    records = []
    for i in range(20):
        both = [record(i, i / 19, **{key: ids[0]}), record(i, 0.7, **{key: ids[1]})]
        records += both if i % 2 else both[::-1]
    takes = read_takes(document(tmp_path, records), ReadOptions(face="all"))
    other = float(np.float32(0.7))
    assert sorted(map(jaw, takes)) == [[20, 0, 1], [20, other, other]]
    assert not any(take.refused for take in takes)
    assert key not in "; ".join(takes[0].notes)


@pytest.mark.parametrize("missing", [None, "", "nan", "N/A"])
def test_a_record_without_a_name_is_no_fault(tmp_path, missing):
    records = []
    for i in range(20):
        records.append(record(i, i / 19, face_id=1))
        records.append(record(i, 0.7, face_id=missing if i == 5 else 2))
    assert jaw(read_take(document(tmp_path, records), face="face 1")) == [20, 0, 1]


def test_one_person_of_changing_numbers_in_a_document(tmp_path):
    records = [record(i, i / 19, face_id=i // 6) for i in range(20)]
    assert jaw(read_take(document(tmp_path, records))) == [20, 0, 1]


@pytest.mark.parametrize("start", [0, 1, 5])
@pytest.mark.parametrize("step", [1, 4])
@pytest.mark.parametrize("quote", ["", '"'])
def test_names_of_rows_are_refused_wherever_they_begin(tmp_path, start, step, quote):
    header = PYFEAT.removesuffix(",input")
    rows = []
    for i in range(10):
        name = f"{quote}{start + step * i}{quote}"
        rows.append(f"{name},10,5,50,50,0.99,0.1,{i / 9},{i}")
    with pytest.raises(TakeError, match="the first one counts, as names of rows do"):
        read_take(written(tmp_path, header, rows))


@pytest.mark.parametrize("cell", ["Person_0", "7", "0.5"])
def test_a_cell_without_a_name_at_the_end_is_passed_over(tmp_path, cell):
    rows = [f"10.5,5,50,50,0.99,0.1,{i / 9},{i},{cell}" for i in range(10)]
    assert jaw(read_take(written(tmp_path, PYFEAT.removesuffix(",input"), rows))) == [10, 0, 1]


def test_videos_without_any_time_are_counted_by_rows(tmp_path):
    rows = [f"{video},,0.5,0.1" for video in "aaabb"]
    path = written(tmp_path, "video,time,jawOpen,eyeBlinkLeft", rows)
    first, second = read_takes(path, ReadOptions(face="all"))
    assert [len(first.times), len(second.times)] == [3, 2]
    assert "column time is not the clock: it is empty" in "; ".join(first.notes)

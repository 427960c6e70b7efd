"""The import dialog: it reads in the background, and what it has read is what gets keyed."""

import os
import threading
import time
from types import SimpleNamespace

import bpy
import pytest
from blendshape_face import operators
from blendshape_face.blender import wrapping
from blendshape_face.data import takes
from blendshape_face.operators import _background, _redraw, import_take

NAMES = "jawOpen,mouthSmileLeft"


@pytest.fixture
def chosen():
    """The recording that the dialog shows; nothing is chosen yet."""
    operators.forget_recording()
    yield import_take._chosen
    operators.forget_recording()


@pytest.fixture
def readings(monkeypatch):
    """The paths that were parsed, in order."""
    parsed = []
    read_takes = _background.read_takes

    def count(path, options):
        parsed.append(path)
        return read_takes(path, options)

    monkeypatch.setattr(_background, "read_takes", count)
    return parsed


@pytest.fixture
def gate(monkeypatch):
    """Readers stop at the middle of a file until the gate is opened."""
    opened = threading.Event()
    read_takes = _background.read_takes

    def wait_in_the_middle(path, options):
        options.progress(0.5)
        opened.wait(10)
        options.progress(0.9)
        return read_takes(path, options)

    monkeypatch.setattr(_background, "read_takes", wait_in_the_middle)
    yield opened
    opened.set()


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "take.csv"
    path.write_text(f"frame,{NAMES}\n" + "".join(f"{i},0.{i},0.5\n" for i in range(10)))
    return path


@pytest.fixture
def told_nothing():
    return takes.ReadOptions()


def final_report(chosen, path, options):
    """The lines of the report, drawn again and again as a dialog does."""
    deadline = time.monotonic() + 10
    report = chosen.report(path, options)
    while not report.is_final:
        assert time.monotonic() < deadline
        time.sleep(0.01)
        report = chosen.report(path, options)
    return report.lines


def test_the_report_names_what_is_wrong(chosen, told_nothing, tmp_path, sample_take):
    assert final_report(chosen, sample_take, told_nothing)[0].startswith("MediaPipe CSV")
    bad = tmp_path / "bad.csv"
    bad.write_text("frame,jawOpen\n0,wide\n")
    lines = final_report(chosen, bad, told_nothing)
    assert lines[0] == "Cannot be imported:"
    assert any("row 2, column jawOpen" in line for line in lines)
    assert final_report(chosen, tmp_path, told_nothing) == ["Choose a recording"]
    large = tmp_path / "large.csv"
    large.touch()
    os.truncate(large, 41 << 20)
    assert final_report(chosen, large, told_nothing) == ["41 MB: it is read when you import it"]


def test_the_report_tells_whether_the_file_has_a_clock(
    chosen, told_nothing, sample_take, recording
):
    final_report(chosen, sample_take, told_nothing)
    assert not chosen.report(sample_take, told_nothing).take.is_counted
    final_report(chosen, recording, told_nothing)
    assert chosen.report(recording, told_nothing).take.is_counted


def test_a_dialog_is_drawn_while_the_file_is_read(chosen, gate, recording, told_nothing):
    began = time.monotonic()
    first = chosen.report(recording, told_nothing)
    assert time.monotonic() - began < 1
    assert first == (["Reading take.csv: 50%"], False, None)
    assert chosen.report(recording, told_nothing) == first
    gate.set()
    assert "10 samples" in final_report(chosen, recording, told_nothing)[1]


def test_what_the_dialog_has_read_is_keyed(
    scene, chosen, readings, recording, told_nothing, curves_of
):
    scene.render.fps = 30
    for _draw in range(3):
        final_report(chosen, recording, told_nothing)
    assert bpy.ops.blendshape_face.import_take(filepath=str(recording)) == {"FINISHED"}
    assert readings == [recording]
    face = bpy.context.object
    first = [len(curve.keyframe_points) for curve in curves_of(face.data).values()]
    assert set(first) == {10}
    # The panel that adjusts the last operation keys the same takes with other options.
    imported = bpy.ops.blendshape_face.import_take(filepath=str(recording), mode="REPLACE")
    assert imported == {"FINISHED"}
    final_report(chosen, recording, told_nothing)
    assert readings == [recording]
    assert [len(curve.keyframe_points) for curve in curves_of(face.data).values()] == first


def test_an_import_waits_for_what_the_dialog_is_reading(
    scene, chosen, gate, recording, told_nothing
):
    assert not chosen.report(recording, told_nothing).is_final
    reading = chosen.reading_of(recording, told_nothing)
    assert reading.is_alive()
    threading.Timer(0.2, gate.set).start()
    assert bpy.ops.blendshape_face.import_take(filepath=str(recording)) == {"FINISHED"}
    assert chosen.reading_of(recording, told_nothing) is reading


def test_other_options_or_another_file_are_read_anew(
    scene, chosen, readings, recording, told_nothing, tmp_path
):
    final_report(chosen, recording, told_nothing)
    bpy.ops.blendshape_face.import_take(filepath=str(recording), fps=60)
    assert len(readings) == 2
    recording.write_text(f"frame,{NAMES}\n0,0.1,0.1\n1,0.2,0.2\n")
    bpy.ops.blendshape_face.import_take(filepath=str(recording), fps=60)
    assert len(readings) == 3
    other = tmp_path / "other.csv"
    other.write_text(f"frame,{NAMES}\n0,0.1,0.1\n1,0.2,0.2\n")
    bpy.ops.blendshape_face.import_take(filepath=str(other), fps=60)
    assert readings[3:] == [other]


def test_options_that_change_meanwhile_start_one_reading_at_a_time(
    chosen, gate, recording, told_nothing
):
    options = takes.ReadOptions
    threads = threading.active_count()
    for fps in (30, 31, 32, 33):
        assert not chosen.report(recording, options(fps=fps)).is_final
    assert threading.active_count() == threads + 1
    gate.set()
    lines = final_report(chosen, recording, options(fps=25))
    assert any("25 fps" in line for line in lines)


def test_a_closed_dialog_lets_go_of_its_recording(chosen, gate, recording, told_nothing):
    chosen.report(recording, told_nothing)
    reading = chosen.reading_of(recording, told_nothing)
    operators.forget_recording()
    gate.set()
    assert reading.result() == []
    assert chosen.reading_of(recording, told_nothing) is not reading


def test_errors_that_nobody_expects_are_not_swallowed(
    scene, chosen, recording, told_nothing, monkeypatch
):
    def break_down(path, options):
        raise MemoryError("no room")

    monkeypatch.setattr(_background, "read_takes", break_down)
    with pytest.raises(RuntimeError, match="no room"):
        bpy.ops.blendshape_face.import_take(filepath=str(recording))


class PopUp:
    """A region that counts how often it is to be drawn."""

    drawn = refreshed = 0

    def tag_redraw(self):
        self.drawn += 1

    def tag_refresh_ui(self):
        self.refreshed += 1


def test_a_dialog_is_drawn_anew_until_its_report_is_there():
    busy = True
    redraw = _redraw.DialogRedraw(lambda: busy)
    pop_up = PopUp()
    redraw.keep_up(SimpleNamespace(region_popup=pop_up))
    assert bpy.app.timers.is_registered(redraw._timer)
    assert redraw._tick() is not None
    busy = False
    assert redraw._tick() is None
    assert (pop_up.drawn, pop_up.refreshed) == (2, 2)  # once more when it is done
    redraw.stop()
    assert not bpy.app.timers.is_registered(redraw._timer)
    redraw._tick()
    assert pop_up.drawn == 2  # its region is gone


def test_lines_break_where_the_dialog_ends():
    line = "Not moving: " + ", ".join(f"mouthSmile{number}" for number in range(12))
    lines = wrapping.wrapped(["MediaPipe CSV", line], bpy.context, 500)
    assert lines[0] == "MediaPipe CSV"
    assert len(lines) > 2
    assert " ".join(part.strip() for part in lines[1:]) == line
    assert max(map(len, lines)) * 6 < 500

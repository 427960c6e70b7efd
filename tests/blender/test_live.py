"""A stream that moves faces and characters, is recorded, and ends in every way that Blender has."""

import socket
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import bpy
import numpy as np
import pytest
from blendshape_face.data.motion.head_rotation import head_rotation
from blendshape_face.face.objects import new_face
from blendshape_face.face.properties import model_of
from blendshape_face.live import handlers, properties, recordings, session, status
from mathutils import Matrix

from tests.blender.meshes import SIX, add_character, add_object, choose
from tools.live_packets import ARKIT, json_line, livelink, vmc

HERE = "127.0.0.1"


@pytest.fixture(autouse=True)
def ended():
    """Each test starts and ends without a stream."""
    yield
    session.stop()


@pytest.fixture
def port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HERE, 0))
        return probe.getsockname()[1]


@pytest.fixture
def live(scene, port):
    scene.blendshape_face_live.port = port
    scene.blendshape_face_live.countdown = 0
    return scene.blendshape_face_live


@pytest.fixture
def send(live):
    """Send a packet and let Blender's timer look, as it does in a window."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:

        def send(packet):
            before = session.current().receiver.newest
            # Of the scene as it is now: an undo frees those from before.
            sender.sendto(packet, (HERE, bpy.context.scene.blendshape_face_live.port))
            until(lambda: session.current().receiver.newest is not before)
            session._tick()

        yield send


def until(holds, seconds=5.0):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.002)


def start():
    assert bpy.ops.blendshape_face.start_live() == {"FINISHED"}
    return session.current()


def value(obj, name):
    return obj.data.blendshape_face.channels[name].value


def threads():
    return [each for each in threading.enumerate() if each.name == "blendshape_face live"]


def is_free(port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((HERE, port))
        except OSError:
            return False
    return True


def assert_ended(port):
    assert session.current() is None
    assert not threads()
    assert not bpy.app.timers.is_registered(session._tick)
    assert is_free(port)


# Following


def test_the_selected_face_follows(face, live, send, positions, expected):
    start()
    send(livelink({"JawOpen": 0.5, "HeadYaw": 0.25}))
    assert value(face, "jawOpen") == 0.5
    assert value(face, "Yaw") == 0.25
    np.testing.assert_allclose(positions(face), expected(face), atol=1e-6)


def test_a_stream_without_a_head_leaves_it_as_it_is(face, live, send):
    start()
    face.data.blendshape_face.channels["Yaw"].value = 0.25
    send(vmc(dict.fromkeys(ARKIT, 0.125)))
    assert value(face, "jawOpen") == 0.125
    assert value(face, "Yaw") == 0.25


def test_what_is_not_measured_stays(face, live, send):
    start()
    face.data.blendshape_face.channels["mouthClose"].value = 0.75
    send(json_line({"jawOpen": 0.5, "browInnerUp": None}))
    assert value(face, "mouthClose") == 0.75
    assert value(face, "jawOpen") == 0.5


def test_faces_that_are_chosen_follow_and_no_others(face, live, send):
    other = new_face(bpy.context, model_of(face.data))
    choose(face)
    start()
    send(json_line({"jawOpen": 0.5}))
    assert (value(face, "jawOpen"), value(other, "jawOpen")) == (0.5, 0)
    choose(face, other)
    assert bpy.ops.blendshape_face.follow_live() == {"FINISHED"}
    send(json_line({"jawOpen": 0.25}))
    assert (value(face, "jawOpen"), value(other, "jawOpen")) == (0.25, 0.25)
    assert bpy.ops.blendshape_face.leave_live(index=0) == {"FINISHED"}
    send(json_line({"jawOpen": 0.75}))
    assert (value(face, "jawOpen"), value(other, "jawOpen")) == (0.75, 0.25)


def test_head_eyes_gain_mirror_and_neutral(face, live, send):
    start()
    packet = json_line(
        {"jawOpen": 0.25, "eyeBlinkLeft": 0.25, "eyeLookUpLeft": 0.5},
        head={"pitch": 0.1, "yaw": 0.2, "roll": 0.3},
    )
    live.gain = 2
    live.mirror = True
    send(packet)
    assert value(face, "jawOpen") == 0.5
    assert (value(face, "eyeBlinkLeft"), value(face, "eyeBlinkRight")) == (0, 0.5)
    assert value(face, "Yaw") == pytest.approx(-0.2)
    live.gain = 1
    live.mirror = live.head = live.eyes = False
    face.data.blendshape_face.channels["Yaw"].value = 0
    face.data.blendshape_face.channels["eyeLookUpLeft"].value = 0
    send(packet)
    assert value(face, "Yaw") == value(face, "eyeLookUpLeft") == 0
    live.head = live.eyes = True
    assert bpy.ops.blendshape_face.calibrate_live() == {"FINISHED"}
    send(packet)
    assert value(face, "jawOpen") == pytest.approx(0, abs=1e-6)
    assert value(face, "Roll") == pytest.approx(0, abs=1e-6)
    assert value(face, "eyeLookUpLeft") == 0.5
    assert bpy.ops.blendshape_face.forget_live_neutral() == {"FINISHED"}
    send(packet)
    assert value(face, "jawOpen") == 0.25


def test_a_neutral_in_a_file_may_be_anything(scene, live):
    for text in ("{", "[]", '{"jawOpen": "x", "mouthClose": 0.5}'):
        live.neutral = text
        assert live.adjustment().neutral in ({}, {"mouthClose": 0.5})


def test_action_units_play_as_blendshapes(face, live, send):
    start()
    send(json_line({"AU12": 1.0, "AU26": 0.5}))
    assert value(face, "mouthSmileLeft") > 0.5
    assert value(face, "jawOpen") > 0


def test_a_character_follows_by_its_links(scene, live, send):
    character = add_character(SIX)
    keys = character.data.shape_keys.key_blocks
    start()
    send(livelink({"JawOpen": 0.5, "MouthSmileLeft": 0.25}))
    assert keys["jawOpen"].value == 0.5
    assert keys["mouthSmileLeft"].value == 0.25


def test_a_character_without_known_names_says_so_and_others_follow(face, live, send):
    strange = add_character(["qqq", "xyz"])
    choose(strange, face)
    running = start()
    send(json_line({"jawOpen": 0.5}))
    assert value(face, "jawOpen") == 0.5
    assert "no names that are known" in running.trouble
    assert any(line.is_bad for line in status.warnings_of(running))


def test_what_the_rig_turns_follows_the_head_and_stands_still_for_a_recording(scene, live, send):
    character = add_character(SIX)
    neck = add_object("Neck")
    neck.rotation_euler = (0.1, 0.2, 0.3)
    rest = neck.rotation_euler.to_matrix()
    character.data.blendshape_face.rig.head.obj = neck
    running = start()
    head = {"pitch": 0.1, "yaw": 0.2, "roll": 0.3}
    send(json_line({"jawOpen": 0.5}, head=head))
    turn = Matrix(head_rotation(np.array([[0.1, 0.2, 0.3]]))[0])
    np.testing.assert_allclose(neck.rotation_euler.to_matrix(), rest @ turn, atol=1e-5)
    running.player.rest()
    np.testing.assert_allclose(neck.rotation_euler, (0.1, 0.2, 0.3), atol=1e-5)


def test_the_object_turns_where_no_head_is_chosen(face, live, send):
    live.turn_object = True
    start()
    send(json_line({"jawOpen": 0.5}, head={"pitch": 0, "yaw": 0.5, "roll": 0}))
    assert face.rotation_euler.z == pytest.approx(-0.5, abs=1e-5)


def test_a_stream_goes_over_keys_while_the_scene_plays(face, live, send, monkeypatch):
    channel = face.data.blendshape_face.channels["jawOpen"]
    for frame in (1, 20):
        channel.value = 0.125
        face.data.keyframe_insert(channel.path_from_id("value"), frame=frame)
    start()
    send(json_line({"jawOpen": 0.75}))
    with monkeypatch.context() as playing:
        playing.setattr(handlers, "is_playing", lambda scene: True)
        bpy.context.scene.frame_set(5)
        assert value(face, "jawOpen") == 0.75
    # Exports go through the frames without playing.
    bpy.context.scene.frame_set(7)
    assert value(face, "jawOpen") == 0.125
    send(json_line({"jawOpen": 0.25}))
    assert value(face, "jawOpen") == 0.25
    session.stop()
    bpy.context.scene.frame_set(6)
    assert value(face, "jawOpen") == 0.125


def test_a_render_shows_the_keys(face, live, send, monkeypatch):
    channel = face.data.blendshape_face.channels["jawOpen"]
    channel.value = 0.125
    face.data.keyframe_insert(channel.path_from_id("value"), frame=1)
    start()
    send(json_line({"jawOpen": 0.75}))
    monkeypatch.setattr(handlers, "is_playing", lambda scene: True)
    channel.value = 0.125
    handlers.show_over_animation(bpy.context.scene, SimpleNamespace(mode="RENDER"))
    assert value(face, "jawOpen") == 0.125


# Recording


def record(send, packets, rate=30.0):
    """Send packets at their pace while it is recorded."""
    assert bpy.ops.blendshape_face.record_live() == {"FINISHED"}
    began = time.perf_counter()
    for index, packet in enumerate(packets):
        time.sleep(max(0, began + index / rate - time.perf_counter()))
        send(packet)
    assert bpy.ops.blendshape_face.end_live_recording() == {"FINISHED"}


def streams(count=30, rate=30.0):
    """A jaw that opens evenly."""
    for index in range(count):
        yield json_line(
            {"jawOpen": index / count, "eyeBlinkLeft": 0.5},
            time=10 + index / rate,
            frame=index,
            head={"pitch": 0, "yaw": index / 100, "roll": 0},
        )


def test_a_recording_is_keyed_from_the_current_frame_and_kept_beside_the_blend(
    face, live, send, tmp_path, film
):
    scene = bpy.context.scene
    scene.render.fps = 30
    scene.render.fps_base = 1
    scene.frame_set(11)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "shot.blend"))
    start()
    record(send, streams())
    (path,) = tmp_path.glob("shot_*.csv")
    session.stop()
    for index in (0, 10, 29):
        scene.frame_set(11 + index)
        assert value(face, "jawOpen") == pytest.approx(index / 30, abs=1e-6)
        assert value(face, "Yaw") == pytest.approx(index / 100, abs=1e-6)
    take = face.data.blendshape_face.take
    assert Path(bpy.path.abspath(take.filepath)) == path
    assert take.frame_start == 11
    assert bpy.ops.blendshape_face.bake_again() == {"FINISHED"}


def test_gain_and_mirror_become_settings_of_the_take(face, live, send):
    start()
    live.gain = 2
    live.mirror = True
    record(send, streams())
    session.stop()
    bpy.context.scene.frame_set(bpy.context.scene.frame_current + 5)
    assert value(face, "eyeBlinkRight") == pytest.approx(1, abs=1e-6)
    take = face.data.blendshape_face.take
    assert take.mirror
    assert bpy.ops.blendshape_face.bake_again() == {"FINISHED"}
    assert set(take.gains) == {1.0, 2.0}


def test_characters_are_keyed_too(scene, live, send):
    character = add_character(SIX)
    start()
    record(send, streams())
    session.stop()
    scene.frame_set(scene.frame_current + 3)
    assert 0 < character.data.shape_keys.key_blocks["jawOpen"].value < 0.5


def test_nothing_recorded_is_said_and_nothing_is_keyed(face, live):
    start()
    assert bpy.ops.blendshape_face.record_live() == {"FINISHED"}
    with pytest.raises(RuntimeError, match="Nothing came"):
        bpy.ops.blendshape_face.end_live_recording()
    assert face.data.animation_data is None
    assert session.current().record_at is None


def test_what_cannot_be_keyed_is_kept_all_the_same(face, live, send, tmp_path, monkeypatch):
    path = tmp_path / "kept.csv"
    monkeypatch.setattr(recordings, "file_for_now", lambda: path)
    start()
    bpy.ops.blendshape_face.record_live()
    for packet in streams():
        send(packet)
    bpy.ops.object.mode_set(mode="EDIT")
    with pytest.raises(RuntimeError, match=r"Edit Mode: .*the recording is kept: import .*kept"):
        bpy.ops.blendshape_face.end_live_recording()
    bpy.ops.object.mode_set(mode="OBJECT")
    assert path.is_file()
    assert face.data.animation_data is None


def test_a_countdown_counts_down(face, live, send):
    live.countdown = 60
    running = start()
    bpy.ops.blendshape_face.record_live()
    assert status.recording_line(running) == "Starts in 60 s"
    assert not running.is_recording
    assert bpy.ops.blendshape_face.end_live_recording() == {"FINISHED"}
    assert running.record_at is None


def test_stopping_keeps_the_recording(face, live, send, port):
    start()
    bpy.ops.blendshape_face.record_live()
    for packet in streams():
        send(packet)
    assert bpy.ops.blendshape_face.stop_live() == {"FINISHED"}
    assert face.data.animation_data.action
    assert_ended(port)


def test_a_file_that_is_opened_meanwhile_leaves_the_recording_as_a_file(
    face, live, send, tmp_path, port, monkeypatch
):
    path = tmp_path / "rescued.csv"
    monkeypatch.setattr(recordings, "file_for_now", lambda: path)
    start()
    bpy.ops.blendshape_face.record_live()
    for packet in streams():
        send(packet)
    bpy.ops.wm.read_homefile(use_empty=True)
    assert path.is_file()
    assert_ended(port)


# Ends


def test_stop(face, live, send, port):
    start()
    send(json_line({"jawOpen": 0.5}))
    assert bpy.ops.blendshape_face.stop_live() == {"FINISHED"}
    assert value(face, "jawOpen") == 0.5
    assert_ended(port)
    assert not bpy.ops.blendshape_face.stop_live.poll()


def test_start_again_takes_the_place_of_the_former(face, live, port):
    former = start()
    again = start()
    assert not former.receiver.is_alive()
    assert threads() == [again.receiver]


def test_opening_a_file(face, live, port):
    start()
    bpy.ops.wm.read_homefile(use_empty=True)
    assert_ended(port)


def test_turning_the_extension_off(face, live, port, package):
    start()
    bpy.ops.preferences.addon_disable(module=package)
    try:
        assert not threads()
        assert is_free(port)
    finally:
        bpy.ops.preferences.addon_enable(module=package)


def test_the_scene_is_removed(face, live, port):
    start()
    former = bpy.context.scene
    bpy.data.scenes.new("Other")
    bpy.data.scenes.remove(former)
    assert session._tick() is None
    assert_ended(port)


def test_a_face_is_deleted(face, live, send):
    start()
    send(json_line({"jawOpen": 0.5}))
    bpy.data.objects.remove(face)
    send(json_line({"jawOpen": 0.25}))


def test_edit_mode_leaves_the_face_alone(face, live, send):
    start()
    bpy.ops.object.mode_set(mode="EDIT")
    send(json_line({"jawOpen": 0.5}))
    bpy.ops.object.mode_set(mode="OBJECT")


def test_a_fault_ends_the_stream_and_frees_the_port(face, live, send, port, monkeypatch):
    start()

    def fault(*_args):
        raise ZeroDivisionError

    monkeypatch.setattr(session.Session, "look", fault)
    with pytest.raises(ZeroDivisionError):
        session._tick()
    assert_ended(port)


# What is in the way


def test_a_port_in_use_is_reported(face, live, port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind((HERE, port))
        with pytest.raises(RuntimeError, match=f"Port {port} cannot be had"):
            bpy.ops.blendshape_face.start_live()
    assert session.current() is None
    assert len(live.targets) == 0


def test_other_machines_only_where_blender_may_go_online(face, live):
    live.open_to_others = True
    assert not bpy.app.online_access
    assert not bpy.ops.blendshape_face.start_live.poll()
    live.open_to_others = False
    assert bpy.ops.blendshape_face.start_live.poll()


def test_the_panel_tells_what_comes(face, live, send):
    running = start()
    assert status.lines_of(running)[0].text.startswith("Waiting at port")
    for index in range(10):
        send(json_line({"jawOpen": 0.5}, source="Ann", frame=index, time=index / 60))
    lines = [line.text for line in status.lines_of(running)]
    assert lines[0] == "Ann at 127.0.0.1"
    assert lines[1] == "10 packets/s, 10 frames/s, 0 lost"
    assert lines[2].startswith("Delay ")
    assert "jitter" in lines[2]


def test_the_panel_says_that_no_face_follows_and_keeps_its_height(face, live, send):
    """A line more would push buttons from under the mouse."""
    running = start()
    waiting = status.lines_of(running)
    assert not any(line.is_bad for line in waiting)
    send(json_line({"jawOpen": 0.5}))
    coming = status.lines_of(running)
    bpy.data.objects.remove(face)
    alone = status.lines_of(running)
    assert alone[-1] == ("No face follows: Use Selected", True)
    assert len(waiting) == len(coming) == len(alone)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.sendto(json_line({"jawOpen": 0.5}), (HERE, live.port))
    until(lambda: status.warnings_of(running))
    assert status.warnings_of(running)[0].text.startswith("Not listened to: ")
    assert len(status.lines_of(running)) == len(waiting)


def test_a_protocol_brings_its_port(scene):
    live = scene.blendshape_face_live
    for name, port in (("VMC", 39539), ("IFACIALMOCAP", 49983), ("LIVELINK", 11111)):
        live.protocol = name
        assert live.port == port
    assert properties.PROTOCOL_ITEMS[0][0] == "AUTO"


def test_undo(face, live, send, port):
    bpy.ops.ed.undo_push(message="before")
    start()
    bpy.ops.ed.undo_push(message="started")
    name = face.name
    send(json_line({"jawOpen": 0.5}))
    bpy.ops.ed.undo_push(message="moved")
    bpy.ops.ed.undo()
    session._tick()
    send(json_line({"jawOpen": 0.25}))
    assert value(bpy.data.objects[name], "jawOpen") == 0.25
    assert bpy.ops.blendshape_face.stop_live() == {"FINISHED"}
    assert_ended(port)

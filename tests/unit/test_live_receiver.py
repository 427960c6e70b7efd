"""The thread that receives, with real sockets on this machine."""

import os
import socket
import threading
import time

import pytest
from blendshape_face.data.errors import LiveError
from blendshape_face.data.live import AUTOMATIC, Receiver
from blendshape_face.data.live import receiver as module
from blendshape_face.data.live.ifacialmocap import GREETING
from blendshape_face.data.live.sockets import THIS_MACHINE

from tools.live_packets import ifacialmocap, json_line, livelink, vmc


@pytest.fixture
def receiver():
    listening = Receiver(AUTOMATIC, 0)
    yield listening
    listening.stop()


@pytest.fixture
def send(receiver):
    """Send packets to the receiver; each call with `anew` is from a port of its own."""
    sockets = []

    def sender(packet, anew=False):
        if anew or not sockets:
            sockets.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        sockets[-1].sendto(packet, (THIS_MACHINE, receiver.port))

    yield sender
    for each in sockets:
        each.close()


def until(holds, seconds=5.0):
    """Wait for what another thread is to do."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


def jaw(receiver):
    newest = receiver.newest
    return None if newest is None else float(newest.frame.values[0])


def test_the_newest_frame_is_kept(receiver, send):
    send(json_line({"jawOpen": 0.25}, source="a"))
    until(lambda: jaw(receiver) == 0.25)
    send(json_line({"jawOpen": 0.75}, source="a"))
    until(lambda: jaw(receiver) == 0.75)
    status = receiver.status()
    assert (status.source, status.address) == ("a", THIS_MACHINE)
    assert status.flow.frames == 2


def test_only_this_machine_is_listened_to_unless_told(receiver):
    assert receiver._socket.getsockname()[0] == "127.0.0.1"
    opened = Receiver(AUTOMATIC, 0, open_to_others=True)
    assert opened._socket.getsockname()[0] == "0.0.0.0"
    opened.stop()


def test_stopping_frees_the_port_and_ends_the_thread(receiver):
    threads = threading.active_count()
    receiver.stop()
    receiver.stop()
    assert threading.active_count() == threads - 1
    again = Receiver(AUTOMATIC, receiver.port)
    again.stop()


def test_a_port_in_use_is_said(receiver):
    with pytest.raises(LiveError, match=rf"Port {receiver.port} cannot be had .*close the program"):
        Receiver(AUTOMATIC, receiver.port)


def test_what_is_no_face_is_counted_and_the_stream_goes_on(receiver, send):
    for _ in range(20):
        send(b"#" + os.urandom(200))
        send(b"")
    send(json_line({"jawOpen": 0.5}))
    until(lambda: jaw(receiver) == 0.5)
    status = receiver.status()
    # So many at once are a flood, of which not all are looked at.
    assert status.unread + status.thinned == 40
    send(b"")
    until(lambda: receiver.status().unread > status.unread)
    assert receiver.status().reason


def test_the_first_of_two_senders_counts(receiver, send):
    send(livelink({"JawOpen": 0.25}, "first"))
    until(lambda: receiver.newest is not None)
    send(livelink({"JawOpen": 0.75}, "second"), anew=True)
    until(lambda: receiver.status().others == "second at 127.0.0.1")
    assert receiver.status().source == "first"
    # A sender with a name may come from another port each time.
    send(livelink({"JawOpen": 0.5}, "first"), anew=True)
    until(lambda: receiver.newest.frame.values[17] == 0.5)


def test_another_sender_is_heard_once_the_first_is_silent(receiver, send, monkeypatch):
    monkeypatch.setattr("blendshape_face.data.live.receiver._SILENCE", 0.1)
    send(vmc({"jawOpen": 0.25}))
    until(lambda: jaw(receiver) == 0.25)
    time.sleep(0.15)
    send(vmc({"jawOpen": 0.75}), anew=True)
    until(lambda: jaw(receiver) == 0.75)
    assert receiver.status().others == ""


def test_one_face_of_several_is_played(send, receiver):
    send(json_line({"jawOpen": 0.75}, face=1))
    send(json_line({"jawOpen": 0.25}, face=0))
    until(lambda: jaw(receiver) == 0.25)
    assert receiver.status().flow.frames == 1


def test_all_frames_are_recorded(receiver, send):
    receiver.start_recording()
    for index in range(100):
        send(json_line({"jawOpen": index / 100}, frame=index, time=index / 60))
        time.sleep(0.001)
    until(lambda: jaw(receiver) == pytest.approx(0.99))
    kept = receiver.stop_recording()
    assert [each.frame.number for each in kept] == list(range(100))
    assert receiver.stop_recording() == []


def test_a_flood_is_thinned_and_not_put_off(receiver, send):
    """What is sent last is there at once, however much came before."""
    packet = json_line({"jawOpen": 0.5})
    end = time.monotonic() + 1
    while time.monotonic() < end:
        for _ in range(200):
            send(packet)
    # The system itself drops what comes while too much waits.
    time.sleep(0.2)
    send(json_line({"jawOpen": 0.125}))
    until(lambda: jaw(receiver) == 0.125, seconds=0.5)
    assert receiver.status().thinned > 0


def test_of_several_faces_at_a_high_rate_none_is_starved():
    """Face 0 is never the newest packet."""
    following = Receiver(AUTOMATIC, 0)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for index in range(600):
            for face in range(4):
                packet = json_line({"jawOpen": index / 600}, face=face, source="a")
                sender.sendto(packet, (THIS_MACHINE, following.port))
            time.sleep(0.001)
    until(lambda: jaw(following) == pytest.approx(599 / 600))
    assert following.status().thinned > 0
    following.stop()


def test_all_frames_are_recorded_however_fast_they_come(receiver, send):
    receiver.start_recording()
    for index in range(1000):
        send(json_line({"jawOpen": index / 1000}, frame=index))
        time.sleep(0.0008)
    until(lambda: jaw(receiver) == pytest.approx(0.999))
    kept = receiver.stop_recording()
    assert [each.frame.number for each in kept] == list(range(1000))


def test_a_phone_is_asked_until_it_sends(monkeypatch):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as phone:
        phone.bind((THIS_MACHINE, 0))
        phone.settimeout(5)
        monkeypatch.setattr(module, "PORT", phone.getsockname()[1])
        monkeypatch.setattr(module, "_ASK_EVERY", 0.1)
        asking = Receiver("IFACIALMOCAP", 0, phone=THIS_MACHINE)
        assert phone.recv(200) == GREETING
        greeting, sender = phone.recvfrom(200)
        assert greeting == GREETING
        phone.sendto(ifacialmocap({"jawOpen": 0.25}, "&"), sender)
        until(lambda: jaw(asking) == 0.25)
        asking.stop()


@pytest.mark.parametrize(
    ("phone", "reason"), [("my phone", "no address"), ("192.168.1.20", "Other Machines")]
)
def test_a_phone_that_cannot_answer_is_said(phone, reason):
    with pytest.raises(LiveError, match=reason):
        Receiver("IFACIALMOCAP", 0, phone=phone)

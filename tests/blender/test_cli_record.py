"""`record`: a stream becomes a file from the command line."""

import socket
import threading
import time

import numpy as np
import pytest
from blendshape_face import cli
from blendshape_face.data.takes import read_takes

from tools.live_packets import json_line, vmc

HERE = "127.0.0.1"


@pytest.fixture
def port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HERE, 0))
        return probe.getsockname()[1]


@pytest.fixture
def sending(port):
    """Sends packets at 60 a second from a thread, until the test ends."""
    ended = threading.Event()
    threads = []

    def run(packets):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            began = time.perf_counter()
            for index, packet in enumerate(packets):
                ended.wait(max(0, began + index / 60 - time.perf_counter()))
                if ended.is_set():
                    return
                sender.sendto(packet, (HERE, port))

    def start(packets):
        threads.append(threading.Thread(target=run, args=(packets,)))
        threads[-1].start()

    yield start
    ended.set()
    for thread in threads:
        thread.join()


def record(port, path, *more):
    arguments = ["record", "--port", str(port), "--output", str(path), *more]
    return cli.main(arguments)


def test_a_stream_becomes_a_file(port, sending, tmp_path, capfd):
    path = tmp_path / "new" / "take.csv"
    sending(
        json_line({"jawOpen": index % 100 / 100, "tongueOut": 0}, time=index / 60, frame=index)
        for index in range(600)
    )
    assert record(port, path, "--seconds", "1") == 0
    told = capfd.readouterr().out
    assert f"Listening at port {port}" in told
    assert "clock the sender's; lost: 0" in told
    (take,) = read_takes(path)
    assert 50 <= len(take.times) <= 75
    jaw = take.values[:, take.names.index("jawOpen")]
    np.testing.assert_allclose(np.diff(jaw), 0.01, atol=1e-6)
    np.testing.assert_allclose(np.diff(take.times), 1 / 60, atol=1e-4)


def test_a_protocol_that_is_named_reads_no_other(port, sending, tmp_path, capfd):
    sending(vmc({"jawOpen": 0.5}) for _ in range(600))
    path = tmp_path / "take.csv"
    assert record(port, path, "--protocol", "json", "--seconds", "1", "--wait", "0.5") == 1
    assert "no JSON" in capfd.readouterr().err
    assert not path.exists()
    assert record(port, path, "--protocol", "vmc", "--seconds", "0.5") == 0


def test_nobody_sends(port, tmp_path, capfd):
    assert record(port, tmp_path / "take.csv", "--seconds", "1", "--wait", "0.2") == 1
    assert "No face came within 0.2 seconds" in capfd.readouterr().err


def test_a_port_in_use(port, tmp_path, capfd):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind((HERE, port))
        assert record(port, tmp_path / "take.csv", "--seconds", "1") == 1
    assert f"Port {port} cannot be had" in capfd.readouterr().err


def test_other_machines_only_where_blender_may_go_online(port, tmp_path, capfd):
    assert record(port, tmp_path / "take.csv", "--seconds", "1", "--open") == 1
    assert "Online Access" in capfd.readouterr().err

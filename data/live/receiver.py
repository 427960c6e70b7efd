"""A thread that receives, decodes and keeps the newest frame, and all of them while it records.

It knows nothing of Blender. Whatever comes, it goes on: packets that are none of a face are counted
with the reason, more of them than can be looked at are left out, never put off.
"""

import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import NamedTuple, TypeAlias

from ..errors import LiveError
from .decoding import PROTOCOLS
from .frame import Frame
from .ifacialmocap import GREETING, PORT
from .osc import is_osc
from .recording import Received, Recorder
from .sockets import ALL_MACHINES, THIS_MACHINE, bound_socket, check_phone
from .traffic import Flow, Traffic

_Address: TypeAlias = tuple[str, int]
_LARGEST_PACKET = 65_536
_WAIT = 0.1
"""Seconds after which the thread looks whether it is to end."""
_BATCH = 64
"""Packets that are looked at in one go; of those that wait besides, the oldest are left out."""
_MOST_DRAINED = 2048
"""Packets taken from the system in one go, so that a flood has an end."""
_CALM = 8
"""Packets in one go up to which nothing is a flood."""
_FAST = 300
"""Packets a second that no face needs, and that are looked at in goes of their own."""
_PACE = 0.004
"""Seconds from one such go to the next."""
_REST = 3.0
"""Times the work on a flood for which the thread leaves the processor to Blender."""
_SILENCE = 2.0
"""Seconds without a frame after which another sender is listened to."""
_ASK_EVERY = 2.0
"""Seconds from one greeting to the next while a phone is silent."""
_RECENT = 30
"""Frames that are kept to take a neutral from."""


class _Packet(NamedTuple):
    """arrived: seconds of this machine's clock."""

    content: bytes
    sender: _Address
    arrived: float


class Status(NamedTuple):
    """What there is to tell of a stream.

    source: what its sender calls itself; address: where it is. Both empty before the first frame.
    thinned: packets left out in floods. unread: packets that were none of a face, and why the last.
    others: who sends besides, and is not listened to.
    """

    source: str
    address: str
    flow: Flow
    thinned: int
    unread: int
    reason: str
    others: str


class Receiver(threading.Thread):
    """Listens from its making on, until `stop`.

    newest: the last frame, None before the first.
    """

    def __init__(
        self,
        protocol: str,
        port: int,
        open_to_others: bool = False,
        face: int = 0,
        phone: str = "",
    ) -> None:
        """protocol: an id of PROTOCOLS. port: 0 for any that is free. face: of several, which one.

        phone: address of one with iFacialMocap that is asked to send.
        Raises LiveError where the port cannot be had, or the phone's address is none.
        """
        check_phone(phone, open_to_others)
        # As a daemon it does not keep Blender from closing.
        super().__init__(name="blendshape_face live", daemon=True)
        self.protocol = PROTOCOLS[protocol]
        self.newest: Received | None = None
        self._decode = self.protocol.make()
        self._face = face
        self._phone = phone
        self._asked = 0.0
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._traffic = Traffic()
        self._recorder: Recorder | None = None
        self._recent: deque[Received] = deque(maxlen=_RECENT)
        self._sender: tuple[str, str] | None = None
        self._source = ""
        self._heard = 0.0
        self._thinned = 0
        self._unread = 0
        self._reason = ""
        self._others = ""
        self._socket = bound_socket(ALL_MACHINES if open_to_others else THIS_MACHINE, port)
        self.port: int = self._socket.getsockname()[1]
        self.start()

    def stop(self) -> None:
        """End the thread and free the port, at once; may be called twice."""
        self._ended.set()
        if self is not threading.current_thread():
            self.join()
        self._socket.close()

    def status(self) -> Status:
        """As it is now."""
        with self._lock:
            return Status(
                source=self._source,
                address=self._sender[0] if self._sender else "",
                flow=self._traffic.flow(time.perf_counter()),
                thinned=self._thinned,
                unread=self._unread,
                reason=self._reason,
                others=self._others,
            )

    def recent(self) -> list[Frame]:
        """The frames of the last half second or so."""
        with self._lock:
            return [received.frame for received in self._recent]

    def start_recording(self) -> None:
        """Keep each frame from now on."""
        with self._lock:
            self._recorder = Recorder()

    @property
    def is_recording_full(self) -> bool:
        """Whether a recording is as long as one may be."""
        recorder = self._recorder
        return recorder is not None and recorder.is_full

    def stop_recording(self) -> Sequence[Received]:
        """What was kept, in the order in which it came."""
        with self._lock:
            recorder = self._recorder
            self._recorder = None
        return recorder.frames if recorder else []

    def run(self) -> None:
        """What the thread does."""
        while not self._ended.is_set():
            if self._phone:
                self._ask_phone()
            batch = self._batch()
            began = time.perf_counter()
            is_fast = len(batch) > _CALM or self._rate() > _FAST
            if is_fast and self._recorder is None:
                self._take_newest(batch)
            else:
                for packet in batch:
                    self._take(packet)
            if is_fast:
                spent = time.perf_counter() - began
                self._ended.wait(min(max(_PACE, _REST * spent), _WAIT))

    def _ask_phone(self) -> None:
        """Ask the phone to send, again and again while it does not."""
        now = time.perf_counter()
        if now - max(self._heard, self._asked) < _ASK_EVERY:
            return
        self._asked = now
        # A phone that is out of reach may come back.
        with suppress(OSError):
            self._socket.sendto(GREETING, (self._phone, PORT))

    def _rate(self) -> int:
        """Packets in the last second."""
        with self._lock:
            return self._traffic.packets(time.perf_counter())

    def _batch(self) -> deque[_Packet]:
        """The newest of the packets that wait, after waiting for the first."""
        batch: deque[_Packet] = deque(maxlen=_BATCH)
        self._socket.settimeout(_WAIT)
        for count in range(_MOST_DRAINED):
            try:
                packet, sender = self._socket.recvfrom(_LARGEST_PACKET)
            except (TimeoutError, BlockingIOError):
                break
            # A network that went away may come back; until then there is no hurry.
            except OSError:
                self._ended.wait(_WAIT)
                break
            if count == 0:
                self._socket.settimeout(0)
            if len(batch) == _BATCH:
                self._thinned += 1
            batch.append(_Packet(packet, sender, time.perf_counter()))
        return batch

    def _take_newest(self, batch: Iterable[_Packet]) -> None:
        """Decode no more than what shows the newest face: frames before it would not be seen."""
        whole: list[_Packet] = []
        for packet in batch:
            # Of these several may make a frame.
            if is_osc(packet.content):
                self._take(packet)
            else:
                whole.append(packet)
        # The newest may be of another face, or of another sender.
        while whole and not self._take(whole.pop()):
            pass
        with self._lock:
            self._thinned += len(whole)
            for packet in whole:
                self._traffic.note_packet(packet.arrived)

    def _take(self, packet: _Packet) -> bool:
        """Decode a packet and keep what it holds; whether that is anything."""
        try:
            frames = self._decode(packet.content)
        except LiveError as error:
            with self._lock:
                self._unread += 1
                self._reason = str(error)
            return False
        found = False
        with self._lock:
            for frame in frames:
                if frame.face == self._face and self._is_ours(frame, packet):
                    self._keep(Received(frame, packet.arrived))
                    found = True
            # Last: with another sender the count begins anew.
            self._traffic.note_packet(packet.arrived)
        return found

    def _keep(self, received: Received) -> None:
        self.newest = received
        self._source = received.frame.source
        self._traffic.note_frame(received)
        self._recent.append(received)
        if self._recorder:
            self._recorder.keep(received)

    def _is_ours(self, frame: Frame, packet: _Packet) -> bool:
        """Whether a frame is of the sender that is listened to: the first, until it is silent."""
        address, port = packet.sender
        # Some senders take a new port for each packet, but those have a name.
        identity = (address, frame.source or str(port))
        is_free = self._sender is None or packet.arrived - self._heard > _SILENCE
        if identity != self._sender and not is_free:
            self._others = f"{frame.source or 'another sender'} at {address}"
            return False
        if identity != self._sender:
            self._sender = identity
            self._traffic = Traffic()
            self._others = ""
        self._heard = packet.arrived
        return True

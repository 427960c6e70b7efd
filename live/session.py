"""The stream that is running: a receiver's thread on one side, a timer of Blender on the other.

The thread never touches Blender. The timer plays the newest frame at the viewport's pace; frames
that came between two looks are not played. There is one stream at a time.
"""

import time
from collections import deque
from typing import TYPE_CHECKING

import bpy
import numpy as np

from ..blender.windows import redraw_sidebars, set_playing
from ..data.errors import FaceError, LiveError
from .targets import targets_of

if TYPE_CHECKING:
    from ..data.live import Received


_LOOK_EVERY = 1 / 120
"""Seconds from one look at the receiver to the next."""
_REST_EVERY = 0.1
"""The same while Blender renders."""
_REDRAW_EVERY = 0.25
"""Seconds after which the panel shows new figures."""
_WAITS = 128
"""Frames of which the delay is remembered."""


class Session:
    """One stream, from Start to Stop."""

    def __init__(self, scene: bpy.types.Scene) -> None:
        """Raises LiveError where the port cannot be had."""
        from ..data.live import PROTOCOLS, Receiver
        from .playing import Player

        live = scene.blendshape_face_live
        self.receiver = Receiver(
            live.protocol,
            live.port,
            live.open_to_others,
            live.face,
            live.phone.strip() if live.protocol == "IFACIALMOCAP" else "",
        )
        self.title = PROTOCOLS[live.protocol].title
        # Undo and new files put other scenes in its place.
        self.scene_name = scene.name
        self.player = Player()
        self.trouble = ""
        self.record_at: float | None = None
        """When a recording starts or started, by time.monotonic; None without one."""
        self.first_frame: int | None = None
        """The scene's when the recording started; None before that."""
        self.shown = 0
        self.last: Received | None = None
        """What was played last."""
        self._waits: deque[float] = deque(maxlen=_WAITS)
        self._redraw_at = 0.0

    @property
    def scene(self) -> bpy.types.Scene | None:
        """Where it plays; None once the user has removed it."""
        return bpy.data.scenes.get(self.scene_name)

    @property
    def delay(self) -> float | None:
        """Seconds from a frame's arrival until it is played, as half of them have it."""
        return float(np.median(list(self._waits))) if self._waits else None

    @property
    def is_recording(self) -> bool:
        """Whether frames are kept; not while it counts down."""
        return self.first_frame is not None

    def look(self, scene: bpy.types.Scene) -> None:
        """Play the newest frame if it was not played yet, and start a recording that is due."""
        if self.record_at is not None and not self.is_recording:
            self._start_when_due(self.record_at, scene)
        newest = self.receiver.newest
        if newest is not self.last:
            self.last = newest
            self.shown += 1
            self._play(scene)
            self._waits.append(time.perf_counter() - newest.arrived)

    def show_again(self, scene: bpy.types.Scene) -> None:
        """Play the last frame once more, over what animation has made of the faces."""
        if self.last:
            self._play(scene)

    def redraw_panel(self) -> None:
        """Now and then."""
        now = time.monotonic()
        if now >= self._redraw_at:
            self._redraw_at = now + _REDRAW_EVERY
            redraw_sidebars(bpy.context)

    def close(self) -> None:
        """End the stream. A recording that nobody ended is kept as a file."""
        from . import recordings

        self.receiver.stop()
        if self.is_recording:
            recordings.rescue(self.receiver.stop_recording(), self.title)

    def _play(self, scene: bpy.types.Scene) -> None:
        from ..data.live import adjusted

        live = scene.blendshape_face_live
        frame = adjusted(self.last.frame, live.adjustment())
        self.trouble = ""
        for obj in targets_of(scene):
            try:
                self.player.show(obj, frame, live.turn_object)
            except FaceError as error:
                self.trouble = str(error)

    def _start_when_due(self, moment: float, scene: bpy.types.Scene) -> None:
        if time.monotonic() >= moment:
            self.first_frame = scene.frame_current
            self.receiver.start_recording()
            if scene.blendshape_face_live.play_scene:
                set_playing(scene, True)


_sessions: list[Session] = []
"""The one that runs, if any."""


def current() -> Session | None:
    """The stream that runs."""
    return _sessions[0] if _sessions else None


def start(scene: bpy.types.Scene) -> Session:
    """Start a stream in place of one that runs. Raises LiveError where the port is taken."""
    stop()
    session = Session(scene)
    _sessions.append(session)
    bpy.app.timers.register(_tick, first_interval=_LOOK_EVERY)
    return session


def stop() -> None:
    """End the stream, with its thread, its port and its timer; nothing where none runs."""
    if bpy.app.timers.is_registered(_tick):
        bpy.app.timers.unregister(_tick)
    while _sessions:
        _sessions.pop().close()


def record(session: Session, scene: bpy.types.Scene) -> None:
    """Start a recording once the countdown is over."""
    session.record_at = time.monotonic() + scene.blendshape_face_live.countdown
    session.look(scene)


def end_recording(session: Session, scene: bpy.types.Scene) -> str:
    """Key what was recorded on all that follow, from the frame at which it started; a countdown is
    ended without anything. Returns one line on what was done.

    Raises FaceError: then nothing is keyed, and the file is there where one could be written.
    """
    from . import recordings

    first = session.first_frame
    session.record_at = None
    session.first_frame = None
    if first is None:
        return "Nothing was recorded yet"
    if scene.blendshape_face_live.play_scene:
        set_playing(scene, False)
    received = session.receiver.stop_recording()
    # Joints start from where they stood before the stream turned them.
    session.player.rest()
    return recordings.key(received, session.title, scene, first)


def _tick() -> float | None:
    """What Blender's timer calls. Returns the seconds to the next call, None for no other."""
    session = current()
    scene = session.scene if session else None
    if session is None or scene is None:
        stop()
        return None
    # A render reads the meshes that would be moved.
    if bpy.app.is_job_running("RENDER"):
        return _REST_EVERY
    try:
        session.look(scene)
    except Exception:
        # Blender drops a timer that raises: the port shall not stay taken then.
        stop()
        raise
    session.redraw_panel()
    return _LOOK_EVERY


def check_started(session: Session | None) -> Session:
    """The stream that runs. Raises LiveError without one."""
    if session is None:
        raise LiveError("Nothing is received: press Start first")
    return session

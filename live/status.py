"""What the panel tells of the stream, in sentences."""

import time
from typing import TYPE_CHECKING, NamedTuple

from .session import Session
from .targets import targets_of

if TYPE_CHECKING:
    from ..data.live import Status


class Line(NamedTuple):
    """One line of the panel. is_bad: whether something is wrong."""

    text: str
    is_bad: bool = False


def lines_of(session: Session) -> list[Line]:
    """Who sends, how much comes, and how soon it is seen: always as many lines, of which some are
    empty while nothing comes.
    """
    status = session.receiver.status()
    source = Line(f"Waiting at port {session.receiver.port}")
    flow = Line("")
    delay = Line("")
    if status.address:
        source = _source(status)
        flow = Line(_flow(status))
        delay = Line(_delay(status, session))
    if session.scene and not targets_of(session.scene):
        # There is no delay then.
        delay = Line("No face follows: Use Selected", is_bad=True)
    return [source, flow, delay]


def warnings_of(session: Session) -> list[Line]:
    """What is wrong with what comes, lines that come and go; the most important first."""
    status = session.receiver.status()
    lines = []
    if status.others:
        lines.append(Line(f"Not listened to: {status.others}", is_bad=True))
    if status.thinned:
        lines.append(Line(f"{status.thinned} packets left out: they come too fast"))
    if status.unread:
        lines.append(Line(f"{status.unread} packets could not be read:", is_bad=True))
        # A line of its own: together they are wider than the sidebar.
        lines.append(Line(status.reason, is_bad=True))
    if session.trouble:
        lines.append(Line(session.trouble, is_bad=True))
    return lines


def recording_line(session: Session) -> str:
    """How long a recording is, or until it starts; empty without one."""
    if session.record_at is None:
        return ""
    seconds = time.monotonic() - session.record_at
    if not session.is_recording:
        return f"Starts in {max(0, -seconds):.0f} s"
    if session.receiver.is_recording_full:
        return "As long as a recording can be: end it"
    return f"Recording: {seconds:.0f} s"


def _source(status: "Status") -> Line:
    name = status.source or "Sender"
    if not status.flow.frames:
        return Line(f"{name} at {status.address} is silent", is_bad=True)
    return Line(f"{name} at {status.address}")


def _flow(status: "Status") -> str:
    flow = status.flow
    lost = "lost unknown" if flow.lost is None else f"{flow.lost} lost"
    return ", ".join((f"{flow.packets} packets/s", f"{flow.frames} frames/s", lost))


def _delay(status: "Status", session: Session) -> str:
    """From a frame's arrival until it is played, and how unevenly frames arrive."""
    delay = "unknown" if session.delay is None else f"{1000 * session.delay:.0f} ms"
    told = [f"Delay {delay}"]
    if status.flow.jitter is not None:
        told.append(f"jitter {1000 * status.flow.jitter:.0f} ms")
    return ", ".join(told)

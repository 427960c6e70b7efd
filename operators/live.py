"""Start and stop of the stream, what follows it, its neutral, and recording it."""

import bpy
from bpy.props import IntProperty

from ..blender.extension import why_offline
from ..data.errors import LiveError
from ..live import session
from ..live.targets import chosen, set_targets, targets_of
from ._base import FaceOperator
from ._poll import needs_object_mode


def _needs_stream(_context: bpy.types.Context) -> str:
    return "" if session.current() else "Press Start first"


def _needs_recording(_context: bpy.types.Context) -> str:
    running = session.current()
    return "" if running and running.record_at is not None else "Nothing is recorded"


def _needs_choice(context: bpy.types.Context) -> str:
    return "" if chosen(context) else "Select a face or a mesh with shape keys first"


def _is_shut(context: bpy.types.Context) -> str:
    """Why other machines cannot be heard though the user wants it."""
    is_wanted = context.scene.blendshape_face_live.open_to_others
    return why_offline() if is_wanted else ""


class StartLive(FaceOperator, bpy.types.Operator):
    """Receives faces; what is selected follows where nothing was chosen before."""

    bl_idname = "blendshape_face.start_live"
    bl_label = "Start"
    bl_description = "Receive faces from a phone, a webcam's tracker or another program"
    bl_options = {"REGISTER", "UNDO"}
    checks = (_is_shut,)

    def run(self, context: bpy.types.Context) -> str:
        """Raises FaceError where the port is taken."""
        scene = context.scene
        running = session.start(scene)
        if not targets_of(scene):
            set_targets(scene, chosen(context))
        return f"Listening at port {running.receiver.port}"


class StopLive(FaceOperator, bpy.types.Operator):
    """Ends the stream; faces stay as they are."""

    bl_idname = "blendshape_face.stop_live"
    bl_label = "Stop"
    bl_description = "Receive no more; faces stay as they are, a recording is ended first"
    # Undo then goes back to before the stream.
    bl_options = {"REGISTER", "UNDO"}
    checks = (_needs_stream,)

    def run(self, context: bpy.types.Context) -> str | None:
        """A recording is not lost."""
        running = session.check_started(session.current())
        try:
            if running.is_recording:
                return session.end_recording(running, context.scene)
        finally:
            session.stop()
        return None


class FollowLive(FaceOperator, bpy.types.Operator):
    """Has the selected faces and characters follow."""

    bl_idname = "blendshape_face.follow_live"
    bl_label = "Use Selected"
    bl_description = "Have the selected faces and characters follow, and no others"
    bl_options = {"REGISTER", "UNDO"}
    checks = (_needs_choice,)

    def run(self, context: bpy.types.Context) -> None:
        """In place of those that did."""
        set_targets(context.scene, chosen(context))


class LeaveLive(FaceOperator, bpy.types.Operator):
    """Takes one face or character out of those that follow."""

    bl_idname = "blendshape_face.leave_live"
    bl_label = "Remove"
    bl_description = "Have this face or character follow no more"
    bl_options = {"REGISTER", "UNDO"}

    index: IntProperty(
        name="Number",
        description="Place in the list of those that follow, from 0",
        options={"SKIP_SAVE"},
        min=0,
    )

    def run(self, context: bpy.types.Context) -> None:
        """Raises LiveError for one that is not in the list."""
        targets = context.scene.blendshape_face_live.targets
        if self.index >= len(targets):
            raise LiveError(f"There are {len(targets)} that follow: choose one of them")
        targets.remove(self.index)


class CalibrateLive(FaceOperator, bpy.types.Operator):
    """Takes the present face as neutral."""

    bl_idname = "blendshape_face.calibrate_live"
    bl_label = "Calibrate"
    bl_description = "Take face and head as they are now for a face at rest that looks ahead"
    bl_options = {"REGISTER", "UNDO"}
    checks = (_needs_stream,)

    def run(self, context: bpy.types.Context) -> str:
        """The mean of the last half second."""
        from ..data.live import neutral_of

        frames = session.check_started(session.current()).receiver.recent()
        neutral = neutral_of(frames)
        if not neutral:
            raise LiveError("No face came yet: hold still until one moves, then calibrate")
        context.scene.blendshape_face_live.set_neutral(neutral)
        return f"Neutral taken from {len(frames)} frames"


class ForgetNeutral(FaceOperator, bpy.types.Operator):
    """Takes values as they are sent."""

    bl_idname = "blendshape_face.forget_live_neutral"
    bl_label = "Forget Neutral"
    bl_description = "Take values as they are sent"
    bl_options = {"REGISTER", "UNDO"}

    def run(self, context: bpy.types.Context) -> None:
        """Whether there is one or not."""
        context.scene.blendshape_face_live.set_neutral({})


class RecordLive(FaceOperator, bpy.types.Operator):
    """Records what comes, from the current frame on."""

    bl_idname = "blendshape_face.record_live"
    bl_label = "Record"
    bl_description = "Record what comes after the countdown, from the current frame on"
    checks = (_needs_stream, needs_object_mode("record"))

    def run(self, context: bpy.types.Context) -> None:
        """Nothing changes until it ends."""
        running = session.check_started(session.current())
        if running.record_at is not None:
            raise LiveError("A recording is on: end it first")
        session.record(running, context.scene)


class EndRecording(FaceOperator, bpy.types.Operator):
    """Keys what was recorded, and keeps it as a file."""

    bl_idname = "blendshape_face.end_live_recording"
    bl_label = "End Recording"
    bl_description = "Write what was recorded as CSV beside the .blend, and key all that follow"
    bl_options = {"REGISTER", "UNDO"}
    checks = (_needs_recording,)

    def run(self, context: bpy.types.Context) -> str:
        """Raises FaceError, with the file kept where there is anything to keep."""
        running = session.check_started(session.current())
        return session.end_recording(running, running.scene or context.scene)


CLASSES = (
    StartLive,
    StopLive,
    FollowLive,
    LeaveLive,
    CalibrateLive,
    ForgetNeutral,
    RecordLive,
    EndRecording,
)

"""What all operators share: when their button is enabled, and how they end."""

import bpy

from ..blender.language import CONTEXT, told
from ..data.errors import FaceError
from ..data.wrapping import wrapped
from ._poll import Check

_POPUP = 120
"""Letters of a line of an error."""


class FaceOperator:
    """Mixed in before bpy.types.Operator. A subclass implements `run` and may list `checks`."""

    bl_translation_context = CONTEXT
    checks: tuple[Check, ...] = ()
    """What must hold before the button is enabled; later ones may rely on earlier ones."""

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Whether all checks hold; the first that does not gives the disabled button's tooltip."""
        for why_not in cls.checks:
            reason = why_not(context)
            if reason:
                # Without it a button is gray and nobody knows why.
                cls.poll_message_set(told(reason))
                return False
        return True

    def run(self, context: bpy.types.Context) -> str | None:
        """Do the work; returns one line for the user, if there is something to say.

        Raises FaceError where the user can do something about it.
        """
        raise NotImplementedError

    # Operators that wait for something override this, and come back to it at the end.
    def execute(self, context: bpy.types.Context) -> set[str]:
        """Run, and say how it went in Blender's terms."""
        try:
            report = self.run(context)
        except FaceError as error:
            return self.refuse(error)
        return self.finish(report)

    def finish(self, report: str | None = None) -> set[str]:
        """End well."""
        if report:
            self.report({"INFO"}, told(report))
        return {"FINISHED"}

    def refuse(self, error: FaceError | str) -> set[str]:
        """End with an error message and without a step to undo."""
        # In a script the call raises RuntimeError with this text.
        text = told(str(error))
        if not bpy.app.background:
            # Blender's popup would be wider than the screen; its status bar leaves out the breaks.
            text = " \n".join(wrapped(text, _POPUP))
        self.report({"ERROR"}, text)
        return {"CANCELLED"}

"""Handles in the viewport: circles before the eyes, at the chin and at the corners of the mouth."""

from collections.abc import Sequence

from bpy.types import Context, Gizmo, GizmoGroup
from mathutils import Matrix, Vector

from ..data.handles import GAZE, HANDLES, IRISES
from ..face.objects import active_face

_SIZE = 0.12
"""Of a circle, in Blender's unit of gizmos."""
_COLOR = (1.0, 0.62, 0.2)
_FAINT = 0.8
"""Alpha of the lines of the gaze."""
_OUTLINE = (0.05, 0.03, 0.0)
"""Around the circles, so that they are seen on any skin."""
_OUTLINE_SIZE = 1.3 * _SIZE
"""Drawn beside a circle: where gizmos overlap, Blender mixes their pixels."""
_COLOR_UNDER_MOUSE = (1.0, 0.9, 0.5)


class GazeLines(Gizmo):
    """From both eyes to the handle where they look; cannot be dragged."""

    bl_idname = "BLENDSHAPE_FACE_GT_gaze_lines"
    __slots__ = ("shape",)

    def setup(self) -> None:
        """Nothing to show yet."""
        self.shape = None

    def draw(self, _context: Context) -> None:
        """As they were laid last."""
        if self.shape:
            self.draw_custom_shape(self.shape)

    def lay(self, eyes: Sequence[Vector], handle: Vector) -> None:
        """eyes, handle: places in the world."""
        ends = [end for eye in eyes for end in (eye, handle)]
        self.shape = self.new_custom_shape("LINES", ends)


class HandlesGizmos(GizmoGroup):
    """A circle for each handle of the active face."""

    bl_idname = "BLENDSHAPE_FACE_GGT_handles"
    bl_label = "Face Handles"
    bl_space_type = "VIEW_3D"
    bl_region_type = "WINDOW"
    bl_options = {"3D", "PERSISTENT", "SHOW_MODAL_ALL"}

    @classmethod
    def poll(cls, context: Context) -> bool:
        """While they are wanted, for a face whose sliders or shape keys move it."""
        if not context.window_manager.blendshape_face_search.handles:
            return False
        from ..face.handles import has_handles

        face = active_face(context)
        return face is not None and context.mode == "OBJECT" and has_handles(face.data)

    def setup(self, _context: Context) -> None:
        """All of them, in the order of the table."""
        self._lines = self.gizmos.new(GazeLines.bl_idname)
        self._lines.color = _COLOR
        self._lines.alpha = _FAINT
        self._lines.use_draw_modal = True
        self._lines.use_draw_scale = False
        self._lines.hide_select = True
        self._outlines = [self._add_outline() for _ in HANDLES]
        self._circles = [self._add(key) for key in HANDLES]

    def _add_outline(self) -> Gizmo:
        """Around a circle; the circle is what can be dragged."""
        gizmo = self.gizmos.new("GIZMO_GT_move_3d")
        gizmo.draw_style = "RING_2D"
        gizmo.draw_options = {"ALIGN_VIEW"}
        gizmo.scale_basis = _OUTLINE_SIZE
        gizmo.line_width = 3
        gizmo.use_draw_modal = True
        gizmo.hide_select = True
        gizmo.color = _OUTLINE
        gizmo.alpha = 0.7
        return gizmo

    def _add(self, key: str) -> Gizmo:
        gizmo = self.gizmos.new("GIZMO_GT_move_3d")
        gizmo.draw_style = "RING_2D"
        gizmo.draw_options = {"ALIGN_VIEW", "FILL_SELECT"}
        gizmo.target_set_operator("blendshape_face.drag_handle").handle = key
        gizmo.scale_basis = _SIZE
        gizmo.line_width = 3
        gizmo.use_draw_modal = True
        gizmo.color = _COLOR
        gizmo.color_highlight = _COLOR_UNDER_MOUSE
        gizmo.alpha = 1.0
        gizmo.alpha_highlight = 1.0
        return gizmo

    def draw_prepare(self, context: Context) -> None:
        """Where the landmarks are by now."""
        from ..face.handles import axes_on, does_anything, place_of, shown_on

        face = active_face(context)
        mesh = face.data
        shown = shown_on(mesh)
        rings = zip(self._circles, self._outlines, strict=True)
        for key, (gizmo, outline) in zip(HANDLES, rings, strict=True):
            axes = axes_on(mesh, key)
            gizmo.hide = not does_anything(axes)
            place = face.matrix_world @ place_of(shown, key, axes)
            gizmo.matrix_basis = Matrix.Translation(place)
            outline.hide = gizmo.hide
            outline.matrix_basis = gizmo.matrix_basis
            if key == GAZE:
                eyes = [face.matrix_world @ shown.places[iris] for iris in IRISES]
                self._lines.hide = gizmo.hide
                self._lines.lay(eyes, place)

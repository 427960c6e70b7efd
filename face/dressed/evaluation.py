"""A face's garment, evaluated for any landmarks: in a scene of its own, a few milliseconds each."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import bpy
import numpy as np

from ...blender.attributes import overwrite, read
from ..attributes import POSITION
from ..parts import GARMENT, MARKER, choice_of, wear


class Dummy:
    """An object that wears what a face wears, and that nothing but `positions` moves."""

    def __init__(self, obj: bpy.types.Object, layer: bpy.types.ViewLayer) -> None:
        self._obj = obj
        self._layer = layer

    @property
    def mesh(self) -> bpy.types.Mesh:
        """The evaluated garment for the last landmarks; it lasts until the next ones."""
        return self._obj.evaluated_get(self._layer.depsgraph).data

    def positions(self, landmarks: np.ndarray) -> np.ndarray:
        """(n, 3) float32 where the garment's vertices are for landmarks (478, 3), meters."""
        overwrite(self._obj.data, POSITION, landmarks)
        self._obj.data.update()
        self._layer.update()
        return read(self.mesh, POSITION)


@contextmanager
def dummy_of(face: bpy.types.Object, level: int) -> Iterator[Dummy]:
    """A dummy that wears a face's garment, each edge of its skin halved `level` times."""
    with _no_trace():
        scene = bpy.data.scenes.new("Dressing")
        dummy = face.copy()
        dummy.data = face.data.copy()
        scene.collection.objects.link(dummy)
        dummy.animation_data_clear()
        dummy.data.animation_data_clear()
        dummy.constraints.clear()
        dummy.shape_key_clear()
        # Or it would be a live face, which handlers move.
        dummy.data.blendshape_face.channels.clear()
        for modifier in list(dummy.modifiers):
            if modifier.name not in (MARKER, GARMENT):
                dummy.modifiers.remove(modifier)
        dummy.modifiers[GARMENT].show_viewport = True
        wear(dummy, choice_of(face)._replace(view_level=level, render_level=level))
        yield Dummy(dummy, scene.view_layers[0])


@contextmanager
def _no_trace() -> Iterator[None]:
    """At the end remove what was made: also the groups and meshes of a level that no face wears."""
    kinds = (bpy.data.scenes, bpy.data.objects, bpy.data.node_groups, bpy.data.meshes)
    with ExitStack() as cleanup:
        for kind in reversed(kinds):
            known = {block.session_uid for block in kind}
            cleanup.callback(_remove_others, kind, known)
        yield


def _remove_others(kind: bpy.types.bpy_prop_collection, known: set[int]) -> None:
    """Remove the data-blocks of a kind whose session_uid is not among these."""
    for block in list(kind):
        if block.session_uid not in known:
            kind.remove(block)

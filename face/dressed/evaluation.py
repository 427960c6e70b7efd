"""A face's garment, evaluated for any landmarks: in a scene of its own, a few milliseconds each."""

from collections.abc import Iterator
from contextlib import contextmanager

import bpy
import numpy as np

from ...blender.attributes import overwrite, read
from ...blender.shape_keys import clear_shape_keys
from ...blender.traces import no_traces
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
        evaluated = self._obj.evaluated_get(self._layer.depsgraph)
        return evaluated.data  # pyright: ignore[reportReturnType]

    def positions(self, landmarks: np.ndarray) -> np.ndarray:
        """(n, 3) float32 where the garment's vertices are for landmarks (478, 3), meters."""
        overwrite(self._obj.data, POSITION, landmarks)
        self._obj.data.update()
        self._layer.update()
        return read(self.mesh, POSITION)


@contextmanager
def dummy_of(face: bpy.types.Object, level: int) -> Iterator[Dummy]:
    """A dummy that wears a face's garment, each edge of its skin halved `level` times."""
    # With the groups and meshes of a level that no face wears.
    with no_traces("scenes", "objects", "node_groups", "meshes"):
        scene = bpy.data.scenes.new("Dressing")
        dummy = face.copy()
        dummy.data = face.data.copy()
        scene.collection.objects.link(dummy)
        dummy.animation_data_clear()
        dummy.data.animation_data_clear()
        dummy.constraints.clear()
        clear_shape_keys(dummy)
        # Or it would be a live face, which handlers move.
        dummy.data.blendshape_face.channels.clear()
        for modifier in list(dummy.modifiers):
            if modifier.name not in (MARKER, GARMENT):
                dummy.modifiers.remove(modifier)
        dummy.modifiers[GARMENT].show_viewport = True
        wear(dummy, choice_of(face)._replace(view_level=level, render_level=level))
        yield Dummy(dummy, scene.view_layers[0])

"""Draw random people as meshes of their landmarks, to look at.

    uv run --group training python -m tools.people_picture OUT.png

A column a person: from the front, from three quarters, in profile, smiling with the eyes shut.
"""

import argparse
from pathlib import Path

import numpy as np
from blendshape_face.data.anatomy.topology import topology
from blendshape_face.data.bundled import ARKIT, bundled
from blendshape_face.data.motion.head_rotation import head_rotation
from blendshape_face.data.person.basis import person_basis
from blendshape_face.data.person.chance import random_person
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

_VIEWS = (0, 35, 85)
"""Degrees of yaw."""

_LIGHT = np.array([-0.35, -0.75, 0.55])
"""Toward the lamp, in Blender's axes."""

_SHADE = 0.15
_SHINE = 0.8
"""Gray without the lamp, and what it adds."""

_SMILE = ("mouthSmileLeft", "mouthSmileRight", "eyeBlinkLeft", "eyeBlinkRight")
"""Channels of the last row, at 1."""

_EDGE = 0.105
"""Meters from the middle of a picture to its edge."""


def main() -> None:
    """Writes the picture and prints its path."""
    parser = argparse.ArgumentParser(description="Draw random people as meshes of their landmarks.")
    parser.add_argument("output", type=Path)
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--first", type=int, default=0, help="seed of the first person")
    parser.add_argument("--spread", type=float, default=1.0)
    arguments = parser.parse_args()
    rows = len(_VIEWS) + 1
    size = (2 * arguments.people, 2.4 * rows)
    figure, axes = pyplot.subplots(rows, arguments.people, figsize=size, squeeze=False)
    for column in range(arguments.people):
        seed = arguments.first + column
        meshes = _meshes(seed, arguments.spread)
        for row, mesh in enumerate(meshes):
            _draw(axes[row, column], mesh)
        axes[0, column].set_title(f"seed {seed}")
    figure.tight_layout(pad=0.2)
    figure.savefig(arguments.output, dpi=100)
    print(arguments.output)


def _meshes(seed: int, spread: float) -> list[np.ndarray]:
    """A person's meshes (478, 3), one a row."""
    model = bundled(ARKIT)
    basis = person_basis(model.blender_basis(), random_person(seed, spread))
    smile = [float(name in _SMILE) for name in model.columns]
    smiling = basis.positions(np.array(smile, np.float32)).reshape(-1, 3)
    meshes = [_turned(basis.rest, yaw) for yaw in _VIEWS]
    return [*meshes, smiling]


def _turned(mesh: np.ndarray, yaw: float) -> np.ndarray:
    """A mesh (n, 3) of a head that is turned to its right by degrees."""
    head = np.array([[0, np.radians(yaw), 0]])
    return mesh @ head_rotation(head)[0].T


def _draw(axes: Axes, mesh: np.ndarray) -> None:
    """A mesh (478, 3) in gray, the far triangles first."""
    triangles = mesh[topology().triangles]
    first, second, third = triangles.swapaxes(0, 1)
    normals = np.cross(second - first, third - first)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    light = (normals @ _LIGHT).clip(0)
    grays = (_SHADE + _SHINE * light).clip(0, 1)
    far_to_near = np.argsort(-triangles[..., 1].mean(axis=1))
    colors = [str(gray) for gray in grays[far_to_near]]
    flat = triangles[far_to_near][..., [0, 2]]
    axes.add_collection(PolyCollection(list(flat), facecolors=colors, edgecolors=colors))
    middle = mesh[:, [0, 2]].mean(axis=0)
    axes.set_xlim(middle[0] - _EDGE, middle[0] + _EDGE)
    axes.set_ylim(middle[1] - _EDGE, middle[1] + _EDGE)
    axes.set_aspect("equal")
    axes.axis("off")


if __name__ == "__main__":
    main()

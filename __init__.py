# SPDX-License-Identifier: GPL-3.0-or-later
"""Blendshape Face: recorded facial expressions become animated faces in Blender."""


def register() -> None:
    from . import registration

    registration.register()


def unregister() -> None:
    from . import registration

    registration.unregister()

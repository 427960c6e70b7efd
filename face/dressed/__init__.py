"""The dressed face as one ordinary mesh with a shape key for each channel."""

from .armature import add_armature
from .fitting import Fit, fit
from .one_mesh import can_be_dressed, dressed_mesh, give_shape_keys

__all__ = ["Fit", "add_armature", "can_be_dressed", "dressed_mesh", "fit", "give_shape_keys"]

"""The interface in other languages."""

from .tables import LOCALES, table
from .templates import translated

__all__ = ["LOCALES", "table", "translated"]

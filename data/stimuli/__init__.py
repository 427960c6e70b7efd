"""Stimulus sets: a design (expressions, intensities, head poses, people, models, films, morphs)
read from TOML or CSV, the stimuli that it comes to, and their manifest.
"""

from ..expressions import Expression, basic_expressions
from .course import COURSES, Course
from .design import (
    Design,
    DesignError,
    Films,
    Identities,
    Identity,
    Morph,
    Pose,
)

__all__ = [
    "COURSES",
    "Course",
    "Design",
    "DesignError",
    "Expression",
    "Films",
    "Identities",
    "Identity",
    "Morph",
    "Pose",
    "basic_expressions",
]

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
from .manifest_table import DESIGN, MANIFEST, Maker, is_manifest, manifest, records
from .plan import Plan, Stimulus, SubjectModel, plan_stimuli
from .reading import parse_design, read_design
from .writing import design_text

__all__ = [
    "COURSES",
    "DESIGN",
    "MANIFEST",
    "Course",
    "Design",
    "DesignError",
    "Expression",
    "Films",
    "Identities",
    "Identity",
    "Maker",
    "Morph",
    "Plan",
    "Pose",
    "Stimulus",
    "SubjectModel",
    "basic_expressions",
    "design_text",
    "is_manifest",
    "manifest",
    "parse_design",
    "plan_stimuli",
    "read_design",
    "records",
]

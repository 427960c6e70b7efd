"""The sidebar's tabs, as they are called in this session.

Blender itself would translate "Face" as one of its own words: a polygon. A tab is found by its
name, which therefore stays when the user changes the language.
"""

from ..blender.language import told

FACE = told("Face")
RESEARCH = told("Face Research")

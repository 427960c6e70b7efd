"""What journals take."""

WIDTHS = {"single": 89.0, "double": 183.0}
"""Millimeters: one and two columns of most journals."""

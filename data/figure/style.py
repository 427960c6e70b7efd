"""What a figure's letters, lines and colors look like. Lengths are millimeters."""

FONT = 2.47
"""The em of all text: 7 points, what journals ask for."""

ROW = 1.3
"""From one line of text to the next, in ems."""

HAIR = 0.18
"""The thinnest line: axes, and marks in plots."""

INK = "#1a1a1a"
"""Axes, numbers and names."""

GRAY = "#6e6e6e"
"""What is read last: the frames of pictures, and their numbers over plots."""

RULE = "#d0d0d0"
"""Lines through a plot, which must not be taken for curves."""

COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito's, which the color-blind tell apart, without the yellow that white swallows."""

DIGIT_DROP = 0.36
"""How far below its middle a digit's baseline lies, in ems."""

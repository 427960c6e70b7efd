"""Training frames by rendering: random heads, tracked with MediaPipe. See docs/frame-factory.md.

Only scene.py imports bpy, only track.py mediapipe, scene.py and sheet.py OpenCV; the rest is NumPy.
"""

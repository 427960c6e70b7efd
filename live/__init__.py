"""Faces and characters that follow a phone, a webcam or another program, and are recorded."""

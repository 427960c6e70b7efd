"""Small recordings in every format's layout, for tests and for fuzzing.

All hold the same three samples of three channels, 1/30 s apart, in so far as the format can; those
with a head pose have it at Pitch 0.2, Yaw 0.3, Roll 0.1 radians.
"""

import json
from collections.abc import Sequence

NAMES = ("eyeBlinkLeft", "jawOpen", "mouthSmileRight")
VALUES = ((0.0, 0.25, 0.5), (0.5, 0.5, 0.5), (1.0, 0.75, 0.5))
"""A row for each sample."""
TIMES_MS = (1000.0, 1033.333333, 1066.666667)
TIMECODES = ("23:59:59:58.000", "00:00:00:00.000", "00:00:00:02.000")
"""Two frames of 60 a second from one to the next, over midnight."""
HEAD_DEGREES = "11.459156,17.188734,5.729578"
"""Pitch, Yaw and Roll."""

Cells = Sequence[object]


def samples() -> dict[str, bytes]:
    """Name of a layout -> content of a file."""
    return {
        **_livelink(),
        **_mediapipe_tables(),
        **_pyfeat(),
        **_other_tables(),
        **_audio2face(),
        **_mediapipe_json(),
        **_phone_texts(),
    }


def _table(
    header: Sequence[str], rows: Sequence[Cells], delimiter: str = ",", newline: str = "\n"
) -> bytes:
    lines = [delimiter.join(map(str, cells)) for cells in (header, *rows)]
    return (newline.join(lines) + newline).encode()


def _to_pascal(name: str) -> str:
    """`JawOpen` for jawOpen, as Apple's programs write it."""
    return name[0].upper() + name[1:]


def _with_side(name: str) -> str:
    """`eyeBlink_L` for eyeBlinkLeft, as some phones write it."""
    return name.replace("Left", "_L").replace("Right", "_R")


PASCAL_NAMES = [_to_pascal(name) for name in NAMES]


def _livelink() -> dict[str, bytes]:
    rotations = ["HeadYaw", "HeadPitch", "HeadRoll", "LeftEyeYaw", "RightEyePitch"]
    counted = ["Timecode", "BlendshapeCount", *PASCAL_NAMES]
    rows = list(zip(TIMECODES, VALUES, strict=True))
    # A file of one program has its first second's last frame and its next one's first two.
    skelly_codes = ("00:00:29:29", "00:01:00:00", "00:01:00:01")
    return {
        "livelink": _table(
            ["Timecode", "BlendShapeCount", *PASCAL_NAMES, "TongueOut", *rotations],
            [[code, 61, *row, 0.1, 0.3, 0.2, 0.1, 0, 0] for code, row in rows],
        ),
        "livelink without fractions": _table(
            [*counted, *rotations],
            [[code.removesuffix(".000"), 61, *row, 0, 0, 0, 0, 0] for code, row in rows],
            newline="\r\n",
        ),
        "livelink with emotions": _table(
            [*counted, *rotations, "Happy", "Neutral"],
            [[code, 68, *row, 0, 0, 0, 0, 0, 0.5, 0.5] for code, row in rows],
        ),
        "face landmark link": _table(
            ["Timecode", "BlendShapeCount", *PASCAL_NAMES, *rotations],
            [[code, 51, *row, 0.2, 0.3, 0.1, 9, 9] for code, row in rows],
        ),
        "skellytracker": _table(
            ["Timestamp", "BlendshapeCount", *NAMES],
            [[code, 52, *row] for code, row in zip(skelly_codes, VALUES, strict=True)],
        ),
    }


def _mediapipe_tables() -> dict[str, bytes]:
    rows = list(zip(TIMES_MS, VALUES, strict=True))
    stamps = [f'"2024-05-01T10:00:{time / 1e3:09.6f}Z"' for time in TIMES_MS]
    decimal_commas = [
        [str(number).replace(".", ",") for number in (time, *row)] for time, row in rows
    ]
    return {
        "mediapipe ms": _table(
            ["frame", "timestamp_ms", *reversed(NAMES), "Pitch", "Yaw", "Roll"],
            [
                [frame, time, *reversed(row), 0.2, 0.3, 0.1]
                for frame, (time, row) in enumerate(rows)
            ],
        ),
        "mediapipe s": _table(["time", *NAMES], [[time / 1e3, *row] for time, row in rows]),
        "mediapipe us": _table(
            ["timestamp", *NAMES], [[time * 1e3, *row] for time, row in rows], "\t"
        ),
        "mediapipe iso": _table(
            ["timestamp", *NAMES],
            [[stamp, *row] for stamp, row in zip(stamps, VALUES, strict=True)],
        ),
        # With the byte order mark that Excel writes.
        "mediapipe decimal comma": b"\xef\xbb\xbf"
        + _table(["timestamp_ms", *map(_with_side, NAMES)], decimal_commas, ";", "\r\n"),
        "mediapipe frame": _table(
            ["frame", *NAMES], [[frame, *row] for frame, row in enumerate(VALUES)]
        ),
    }


def _pyfeat() -> dict[str, bytes]:
    box = ["FaceRectWidth", "FaceRectHeight", "FaceScore"]
    fex = [*box, "Pitch", "Roll", "Yaw", "AU12", *NAMES]
    video = '"C:\\a,b.mp4"'
    return {
        "pyfeat": _table(
            [*fex, "input", "frame", "approx_time", "Identity"],
            [
                [9, 9, 0.99, 0.2, 0.1, 0.3, 0.5, *row, video, f"{frame}.0", "00:00", ""]
                for frame, row in enumerate(VALUES)
            ],
        ),
        "mpdetector": _table(
            ["x_0", "y_0", "z_0", *fex, "input", "frame"],
            [
                [1, 2, 3, 9, 9, 0.99, -0.2, -0.3, 0.1, 0.5, *row, "a.mp4", frame]
                for frame, row in enumerate(VALUES)
            ],
        ),
    }


def _other_tables() -> dict[str, bytes]:
    openface = ["frame", "timestamp", "confidence", "success", "pose_Rx", "pose_Ry", "pose_Rz"]
    openface += ["AU12_r", "AU45_r", "AU12_c"]
    # OpenFace puts a space before every name but the first.
    spaced = [openface[0], *(f" {name}" for name in openface[1:])]
    return {
        "openface": _table(
            spaced,
            [
                # Of the channels it has AU12 alone, from 0 to 5, which is jawOpen's value here.
                [frame + 1, frame / 30, 0.98, 1, -0.2, 0.3, -0.1, 5 * row[1], 2.5, 1]
                for frame, row in enumerate(VALUES)
            ],
        ),
        "nim csv": _table(
            ["", "timeCode", *(f"blendShapes.{name}" for name in PASCAL_NAMES)],
            [[frame, frame / 30, *row] for frame, row in enumerate(VALUES)],
        ),
    }


def _audio2face() -> dict[str, bytes]:
    weights = [list(row) for row in VALUES]
    export = {
        "exportFps": 30,
        "trackPath": "a.wav",
        "numPoses": 3,
        "numFrames": 3,
        "facsNames": list(NAMES),
        "weightMat": weights,
    }
    ace = {
        str(frame): {"Audio2Face": {"Facial": {"Names": PASCAL_NAMES, "Weights": row}}}
        for frame, row in enumerate(weights)
    }
    beat = {
        "names": list(NAMES),
        "frames": [
            {"weights": row, "time": frame / 30, "rotation": []}
            for frame, row in enumerate(weights)
        ],
    }
    return {
        "audio2face": json.dumps(export).encode(),
        "ace": json.dumps(ace).encode(),
        "beat": json.dumps(beat).encode(),
    }


def _mediapipe_json() -> dict[str, bytes]:
    frames = [
        {
            "frame_index": frame,
            "timestamp": time,
            "blendshapes": dict(zip(NAMES, row, strict=True)),
            "headRotation": {"w": 2, "x": 0, "y": 0, "z": 0.2},
            "has_face": True,
        }
        for frame, (time, row) in enumerate(zip(TIMES_MS, VALUES, strict=True))
    ]
    lost = {
        **frames[0],
        "timestamp": 1100.0,
        "has_face": False,
        "headRotation": dict.fromkeys("wxyz", 0),
    }
    session = {"sessionInfo": {"targetFPS": 30}, "frames": [*frames, lost]}
    results = [
        {"timestampMs": time, "faceBlendshapes": [{"categories": _categories(row)}]}
        for time, row in zip(TIMES_MS, VALUES, strict=True)
    ]
    scores = [_categories(row, "category_name", as_text=True) for row in VALUES]
    return {
        "mediapipe json": json.dumps(session).encode(),
        "mediapipe json list": json.dumps(results).encode(),
        "mediapipe json categories": json.dumps(scores).encode(),
    }


def _categories(
    row: Sequence[float], key: str = "categoryName", as_text: bool = False
) -> list[dict[str, object]]:
    """A sample as MediaPipe's list of categories; `key` is what the name stands under."""
    categories: list[dict[str, object]] = []
    for index, (name, value) in enumerate(zip(NAMES, row, strict=True)):
        score = str(value) if as_text else value
        categories.append({"index": index, key: name, "score": score})
    return categories


def _phone_texts() -> dict[str, bytes]:
    face_cap = ["info,Face Cap", "bs," + ",".join(map(_with_side, NAMES))]
    for time, row in zip(TIMES_MS, VALUES, strict=True):
        values = ",".join(map(str, row))
        face_cap.append(f"k,{time},0,0,0,{HEAD_DEGREES},0,0,0,0,{values}")
    ifacialmocap = []
    for row in VALUES:
        scores = dict(zip(NAMES, row, strict=True)) | {"tongueOut": 0.0}
        percents = [f"{_with_side(name)}-{value * 100:g}" for name, value in scores.items()]
        head = f"=head#{HEAD_DEGREES},0,0,0"
        ifacialmocap.append("|".join([*percents, head, "rightEye#0,0,0", "leftEye#0,0,0", ""]))
    return {
        "face cap": "\n".join(face_cap).encode(),
        "ifacialmocap": "\n".join(ifacialmocap).encode(),
    }

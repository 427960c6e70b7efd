# ruff: noqa: E501  # tables of content
"""Small recordings in every format's layout, for tests and for fuzzing.

All hold the same three samples of three channels, 1/30 s apart, in so far as the format can.
"""

import json

NAMES = ("eyeBlinkLeft", "jawOpen", "mouthSmileRight")
VALUES = ((0.0, 0.25, 0.5), (0.5, 0.5, 0.5), (1.0, 0.75, 0.5))
TIMES_MS = (1000.0, 1033.333333, 1066.666667)


def _table(header: list[str], rows: list[list], delimiter: str = ",", newline: str = "\n") -> bytes:
    lines = [delimiter.join(map(str, row)) for row in (header, *rows)]
    return (newline.join(lines) + newline).encode()


def _pascal(name: str) -> str:
    return name[0].upper() + name[1:]


def _side(name: str) -> str:
    return name.replace("Left", "_L").replace("Right", "_R")


def _categories(values: tuple[float, ...], key: str = "categoryName", text: bool = False) -> list:
    return [
        {"index": i, key: name, "score": str(value) if text else value}
        for i, (name, value) in enumerate(zip(NAMES, values, strict=True))
    ]


def samples() -> dict[str, bytes]:
    """Name of a layout -> content of a file."""
    codes = ("23:59:59:58.000", "00:00:00:00.000", "00:00:00:02.000")
    shapes = [_pascal(name) for name in NAMES]
    rotations = ["HeadYaw", "HeadPitch", "HeadRoll", "LeftEyeYaw", "RightEyePitch"]
    indexed = list(enumerate(VALUES))
    ace = {
        str(i): {"Audio2Face": {"Facial": {"Names": shapes, "Weights": list(row)}}}
        for i, row in indexed
    }
    frames = [
        {
            "frame_index": i,
            "timestamp": TIMES_MS[i],
            "blendshapes": dict(zip(NAMES, row, strict=True)),
            "headRotation": {"w": 2, "x": 0, "y": 0, "z": 0.2},
            "has_face": True,
        }
        for i, row in indexed
    ]
    lost = {
        **frames[0],
        "timestamp": 1100.0,
        "has_face": False,
        "headRotation": dict.fromkeys("wxyz", 0),
    }
    fex = ["FaceRectWidth", "FaceRectHeight", "FaceScore", "Pitch", "Roll", "Yaw", "AU12", *NAMES]
    return {
        "livelink": _table(
            ["Timecode", "BlendShapeCount", *shapes, "TongueOut", *rotations],
            [[codes[i], 61, *row, 0.1, 0.3, 0.2, 0.1, 0, 0] for i, row in indexed],
        ),
        "livelink without fractions": _table(
            ["Timecode", "BlendshapeCount", *shapes, *rotations],
            [[codes[i][:-4], 61, *row, 0, 0, 0, 0, 0] for i, row in indexed],
            newline="\r\n",
        ),
        "livelink with emotions": _table(
            ["Timecode", "BlendshapeCount", *shapes, *rotations, "Happy", "Neutral"],
            [[codes[i], 68, *row, 0, 0, 0, 0, 0, 0.5, 0.5] for i, row in indexed],
        ),
        "face landmark link": _table(
            ["Timecode", "BlendShapeCount", *shapes, *rotations],
            [[codes[i], 51, *row, 0.2, 0.3, 0.1, 9, 9] for i, row in indexed],
        ),
        "skellytracker": _table(
            ["Timestamp", "BlendshapeCount", *NAMES],
            [[f"00:00:29:{29 + i}" if i < 1 else f"00:01:00:{i - 1:02}", 52, *row] for i, row in indexed],
        ),
        "mediapipe ms": _table(
            ["frame", "timestamp_ms", *NAMES[::-1], "Pitch", "Yaw", "Roll"],
            [[i, TIMES_MS[i], *row[::-1], 0.2, 0.3, 0.1] for i, row in indexed],
        ),
        "mediapipe s": _table(["time", *NAMES], [[TIMES_MS[i] / 1e3, *row] for i, row in indexed]),
        "mediapipe us": _table(
            ["timestamp", *NAMES], [[TIMES_MS[i] * 1e3, *row] for i, row in indexed], "\t"
        ),
        "mediapipe iso": _table(
            ["timestamp", *NAMES],
            [[f'"2024-05-01T10:00:{TIMES_MS[i] / 1e3:09.6f}Z"', *row] for i, row in indexed],
        ),
        "mediapipe decimal comma": b"\xef\xbb\xbf"
        + _table(
            ["timestamp_ms", *map(_side, NAMES)],
            [[str(v).replace(".", ",") for v in (TIMES_MS[i], *row)] for i, row in indexed],
            ";",
            "\r\n",
        ),
        "mediapipe frame": _table(["frame", *NAMES], [[i, *row] for i, row in indexed]),
        "pyfeat": _table(
            [*fex, "input", "frame", "approx_time", "Identity"],
            [[9, 9, 0.99, 0.2, 0.1, 0.3, 0.5, *row, '"C:\\a,b.mp4"', f"{i}.0", "00:00", ""]
             for i, row in indexed],
        ),
        "mpdetector": _table(
            ["x_0", "y_0", "z_0", *fex, "input", "frame"],
            [[1, 2, 3, 9, 9, 0.99, -0.2, -0.3, 0.1, 0.5, *row, "a.mp4", i] for i, row in indexed],
        ),
        "openface": _table(
            ["frame", " timestamp", " confidence", " success", " pose_Rx", " pose_Ry", " pose_Rz",
             " AU12_r", " AU45_r", " AU12_c"],
            [[i + 1, i / 30, 0.98, 1, -0.2, 0.3, -0.1, 5 * row[1], 2.5, 1] for i, row in indexed],
        ),
        "nim csv": _table(
            ["", "timeCode", *(f"blendShapes.{name}" for name in shapes)],
            [[i, i / 30, *row] for i, row in indexed],
        ),
        "audio2face": json.dumps(
            {"exportFps": 30, "trackPath": "a.wav", "numPoses": 3, "numFrames": 3,
             "facsNames": list(NAMES), "weightMat": [list(row) for row in VALUES]}
        ).encode(),
        "ace": json.dumps(ace).encode(),
        "beat": json.dumps(
            {"names": list(NAMES),
             "frames": [{"weights": list(r), "time": i / 30, "rotation": []} for i, r in indexed]}
        ).encode(),
        "mediapipe json": json.dumps(
            {"sessionInfo": {"targetFPS": 30}, "frames": [*frames, lost]}
        ).encode(),
        "mediapipe json list": json.dumps(
            [{"timestampMs": TIMES_MS[i], "faceBlendshapes": [{"categories": _categories(row)}]}
             for i, row in indexed]
        ).encode(),
        "mediapipe json categories": json.dumps(
            [_categories(row, "category_name", text=True) for row in VALUES]
        ).encode(),
        "face cap": "\n".join(
            ["info,Face Cap", "bs," + ",".join(map(_side, NAMES))]
            + [f"k,{TIMES_MS[i]},0,0,0,11.459156,17.188734,5.729578,0,0,0,0,"
               + ",".join(map(str, row)) for i, row in indexed]
        ).encode(),
        "ifacialmocap": "\n".join(
            "|".join(f"{_side(n)}-{v * 100:g}" for n, v in zip((*NAMES, "tongueOut"), (*row, 0), strict=True))
            + "|=head#11.459156,17.188734,5.729578,0,0,0|rightEye#0,0,0|leftEye#0,0,0|"
            for row in VALUES
        ).encode(),
    }  # fmt: skip

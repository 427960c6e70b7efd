"""What Blender's exporter leaves to be set right in a glTF."""

import json
import struct
from pathlib import Path

_HEADER = struct.Struct("<4sII")
"""Of a .glb: magic, version, length of all."""
_CHUNK = struct.Struct("<I4s")
"""Before each of its chunks: length, kind. The first one is the JSON."""


def lift_skinned(path: Path) -> None:
    """Make each node of a mesh with bones a root of its scene: what is above does not move it, and
    validators warn of it.
    """
    if path.suffix.lower() == ".gltf":
        tree = json.loads(path.read_text(encoding="utf-8"))
        if _lift(tree):
            path.write_text(json.dumps(tree, indent=1), encoding="utf-8")
        return
    content = path.read_bytes()
    magic, version, _ = _HEADER.unpack_from(content)
    length, kind = _CHUNK.unpack_from(content, _HEADER.size)
    begin = _HEADER.size + _CHUNK.size
    tree = json.loads(content[begin : begin + length])
    if not _lift(tree):
        return
    text = json.dumps(tree, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    rest = content[begin + length :]
    header = _HEADER.pack(magic, version, begin + len(text) + len(rest))
    path.write_bytes(header + _CHUNK.pack(len(text), kind) + text + rest)


def _lift(tree: dict) -> bool:
    """Change a glTF's nodes; whether there was something to change."""
    lifted = []
    for node in tree.get("nodes", ()):
        children = node.get("children", [])
        skinned = [child for child in children if "skin" in tree["nodes"][child]]
        if skinned:
            node["children"] = [child for child in children if child not in skinned]
            lifted += skinned
    if lifted:
        tree["scenes"][tree.get("scene", 0)]["nodes"] += lifted
    return bool(lifted)

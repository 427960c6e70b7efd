"""Look for inputs that reach new lines of the readers, by Atheris:

uv run --with atheris python -m tools.fuzz_guided KIND FOLDER [-max_total_time=600 ..]

KIND: takes, models, people, rigs, designs or expressions. FOLDER keeps what reached
something new; further options are libFuzzer's. What does otherwise than to give a value or to
refuse it with an error of ours ends the run and is kept beside FOLDER.
"""

import argparse
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import atheris

with atheris.instrument_imports(include=["blendshape_face", "tomllib", "json"]):
    from blendshape_face.data.bundled import ARKIT, bundled
    from blendshape_face.data.errors import FaceError
    from blendshape_face.data.expressions.own import FILE, own_expressions
    from blendshape_face.data.model import FaceModel
    from blendshape_face.data.person.files import parse_person, person_text
    from blendshape_face.data.person.person import Person
    from blendshape_face.data.rigs import parse_rig, presets
    from blendshape_face.data.rigs.files import rig_text
    from blendshape_face.data.stimuli import parse_design, plan_stimuli
    from blendshape_face.data.takes import read_takes
    from blendshape_face.data.takes.report import report_on

from tools.fuzz import TOKENS
from tools.paths import ROOT
from tools.recordings import samples

WORDS = [
    word.encode()
    for word in (
        "= ", '"""', "[[", "]]", "models", "expressions", "intensities", "morphs", "identities",
        "poses", "films", "sheet", "seed", "size", "samples", "people", "spread", "pitch", "yaw",
        "name", "modes", "weights", "title", "note", "[links]", "[otherwise]", "happiness", "fps",
        "seconds", "from", "to", "steps", "blendshapes", "faceBlendshapes", "timestamp", "score",
        "categoryName", "mouthSmileLeft", "AU12", "'descr': ", "'<f8'", "'shape': ",
        "fortran_order",
    )
]  # fmt: skip
"""What the files' own languages have, beside the tokens of all."""
SHARED_MEMORY = Path("/dev/shm")
"""Files there cost no disk; Linux alone has it."""
_LONGEST = 4_096
"""Bytes of an array to start from: its head says type and shape."""
SLOW = 5.0
"""Seconds that no small input may take, with all lines watched."""


def _take(content: bytes, folder: Path) -> None:
    path = folder / "fuzz.dat"
    path.write_bytes(content)
    for take in read_takes(path):
        report_on(take).lines()


def _model(content: bytes, _folder: Path) -> None:
    """The first byte says which array of a sound model the others take the place of: changed as a
    whole, an archive would be refused for its check sums.
    """
    sound = _members()
    names = list(sound)
    name = names[content[0] % len(names)] if content else names[0]
    archive = BytesIO()
    with ZipFile(archive, "w") as packed:
        for member, array in (sound | {name: content[1:]}).items():
            packed.writestr(member, array)
    FaceModel.from_bytes(archive.getvalue(), "fuzz.npz").blender_basis()


@cache
def _members() -> dict[str, bytes]:
    with ZipFile(BytesIO(bundled(ARKIT).to_bytes())) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _person(content: bytes, _folder: Path) -> None:
    parse_person(_text(content), "fuzz.toml")


def _rig(content: bytes, _folder: Path) -> None:
    # What was read can be written.
    rig_text(parse_rig(_text(content), "fuzz.toml"))


def _design(content: bytes, folder: Path) -> None:
    plan_stimuli(parse_design(_text(content), "fuzz.toml", folder))


def _expressions(content: bytes, folder: Path) -> None:
    (folder / FILE).write_bytes(content)
    own_expressions(folder)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def _originals() -> dict[str, list[bytes]]:
    """Kind -> sound inputs to start from."""
    rigs = [rig_text(rig).encode() for rig in presets().values()]
    designs = [path.read_bytes() for path in (ROOT / "data" / "stimuli").glob("*.toml")]
    design = b'models = ["arkit"]\nexpressions = ["happiness"]\nintensities = [0.5, 1]\nsize = 64\n'
    return {
        "takes": list(samples().values()),
        "models": [bytes([i]) + each[:_LONGEST] for i, each in enumerate(_members().values())],
        "people": [person_text(Person("Ada")).encode()],
        "rigs": rigs,
        "designs": [*designs, design],
        "expressions": [b'["Mine"]\njawOpen = 0.5\nYaw = 0.1\n'],
    }


READERS: dict[str, Callable[[bytes, Path], None]] = {
    "takes": _take,
    "models": _model,
    "people": _person,
    "rigs": _rig,
    "designs": _design,
    "expressions": _expressions,
}


def _word(token: bytes) -> str:
    """As libFuzzer's lists of words have it."""
    return '"' + "".join(f"\\x{byte:02x}" for byte in token) + '"'


def main() -> None:
    """Run until an input fails, or until libFuzzer's options say so."""
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz_guided", description=__doc__)
    parser.add_argument("kind", choices=_originals())
    parser.add_argument("folder", type=Path)
    parser.add_argument("options", nargs=argparse.REMAINDER, help="libFuzzer's")
    chosen = parser.parse_args()
    kind = chosen.kind
    corpus = chosen.folder
    corpus.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(_originals()[kind]):
        (corpus / f"original_{number}").write_bytes(content)
    folder = (SHARED_MEMORY if SHARED_MEMORY.is_dir() else corpus.parent) / f"fuzz_{kind}"
    folder.mkdir(exist_ok=True)
    read = READERS[kind]

    def try_one(content: bytes) -> None:
        began = time.process_time()
        with suppress(FaceError):
            read(content, folder)
        if time.process_time() - began > SLOW:
            raise RuntimeError(f"slow: {time.process_time() - began:.1f} s")

    words = corpus.with_name(f"{corpus.name}.words")
    words.write_text("\n".join(map(_word, [*TOKENS, *WORDS])))
    options = [f"-artifact_prefix={corpus}_", f"-dict={words}", *chosen.options]
    atheris.Setup([sys.argv[0], str(corpus), *options], try_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

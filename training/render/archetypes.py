"""What real faces do together, as strengths of the channels at an archetype's height.

A name without its side stands for both sides, which differ a little in each frame. The strengths
are this project's choice, after the action units that the literature names for these expressions
(Ekman and Friesen's FACS: 6 + 12 smile, 1 + 2 + 5 + 26 surprise, 4 + 7 + 23 anger, 1 + 4 + 15
sadness, 9 + 10 disgust, 1 + 2 + 4 + 5 + 20 fear) and the lip shapes of visemes.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Archetype:
    """often: how often it is drawn, in relation to the others.

    strengths: name of a movement -> 0 to 1, at the height of the expression.
    """

    name: str
    often: float
    strengths: dict[str, float]


def _row(name: str, often: float, **strengths: float) -> Archetype:
    """The rows of the tables below read more easily with names that are not in quotes."""
    return Archetype(name, often, strengths)


SMILES = (
    _row("smile", 5, mouthSmile=0.9, cheekSquint=0.6, eyeSquint=0.4, mouthUpperUp=0.3,
         noseSneer=0.15, mouthDimple=0.25, mouthStretch=0.15),
    _row("laugh", 4, mouthSmile=0.9, cheekSquint=0.8, eyeSquint=0.55, mouthUpperUp=0.45,
         noseSneer=0.25, mouthDimple=0.2, mouthStretch=0.2, mouthLowerDown=0.4, jawOpen=0.4),
    _row("closed smile", 3, mouthSmile=0.6, mouthDimple=0.5, mouthPress=0.4, cheekSquint=0.3,
         eyeSquint=0.2),
    _row("polite smile", 3, mouthSmile=0.4, mouthDimple=0.2, mouthStretch=0.15, cheekSquint=0.15),
)  # fmt: skip

SPEECH = (
    _row("ah", 4, jawOpen=0.45, mouthLowerDown=0.4, mouthUpperUp=0.2, mouthStretch=0.1),
    _row("eh", 4, jawOpen=0.2, mouthLowerDown=0.4, mouthUpperUp=0.2, mouthStretch=0.25),
    _row("ee", 4, mouthStretch=0.4, mouthSmile=0.25, mouthLowerDown=0.5, mouthUpperUp=0.25,
         jawOpen=0.08),
    _row("oh", 3, jawOpen=0.3, mouthFunnel=0.65, mouthPucker=0.3, mouthLowerDown=0.15),
    _row("oo", 3, mouthPucker=0.85, mouthFunnel=0.35, jawOpen=0.08),
    _row("sh", 2, mouthFunnel=0.75, mouthPucker=0.2, mouthLowerDown=0.3, mouthUpperUp=0.25,
         jawOpen=0.05),
    _row("m", 3, mouthPress=0.5, mouthRollLower=0.3, mouthRollUpper=0.25, mouthShrugLower=0.15),
    _row("f", 2, mouthRollLower=0.6, mouthUpperUp=0.3, mouthShrugUpper=0.15, jawOpen=0.08),
    _row("chewing", 1, jawOpen=0.25, mouthClose=0.25, mouthPress=0.2, mouthShrugLower=0.2),
)  # fmt: skip

FEELINGS = (
    _row("surprise", 3, browInnerUp=0.9, browOuterUp=0.8, eyeWide=0.8, jawOpen=0.5,
         mouthFunnel=0.15),
    _row("raised brows", 4, browInnerUp=0.7, browOuterUp=0.8, eyeWide=0.25),
    _row("knitted brows", 4, browDown=0.7, eyeSquint=0.35, noseSneer=0.1),
    _row("anger", 2, browDown=0.9, eyeSquint=0.4, noseSneer=0.4, mouthPress=0.45, mouthFrown=0.3,
         mouthShrugLower=0.25),
    _row("sadness", 2, browInnerUp=0.8, browDown=0.25, mouthFrown=0.7, mouthShrugLower=0.45,
         eyeSquint=0.2, mouthRollLower=0.15),
    _row("disgust", 2, noseSneer=0.9, mouthUpperUp=0.65, browDown=0.5, cheekSquint=0.5,
         eyeSquint=0.4, mouthFrown=0.25),
    _row("fear", 1, browInnerUp=0.85, browOuterUp=0.35, browDown=0.3, eyeWide=0.85,
         mouthStretch=0.65, jawOpen=0.2),
    _row("wince", 1, eyeSquint=0.8, cheekSquint=0.7, eyeBlink=0.3, noseSneer=0.4, mouthStretch=0.35,
         mouthUpperUp=0.3, browDown=0.4),
    _row("doubt", 2, mouthShrugLower=0.7, mouthShrugUpper=0.45, mouthFrown=0.4, mouthPress=0.2,
         browOuterUp=0.3),
    _row("yawn", 0.5, jawOpen=0.9, eyeSquint=0.5, eyeBlink=0.5, mouthStretch=0.2, browInnerUp=0.3),
    _row("puffed cheeks", 0.5, cheekPuff=0.8, mouthPress=0.3, mouthPucker=0.2),
    _row("mouth to the left", 0.5, mouthLeft=0.7, jawLeft=0.3, mouthPress=0.2),
    _row("mouth to the right", 0.5, mouthRight=0.7, jawRight=0.3, mouthPress=0.2),
    _row("jaw thrust", 0.5, jawForward=0.8, mouthShrugLower=0.3, mouthPress=0.2),
)  # fmt: skip

ARCHETYPES = SMILES + SPEECH + FEELINGS

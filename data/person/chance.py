"""People at random: the same seed gives the same person on every machine and in every version."""

from random import Random

import numpy as np

from ..looks import TONES
from .limits import LIMIT
from .modes import modes
from .person import Person, with_weights


def random_tone(seed: int) -> str:
    """The look, by its name in LOOKS, of one of the skin tones, each as likely; it tells nothing of
    the shape.
    """
    # A text is another seed than the number: the first weight would go with the tone.
    share = Random(f"tone {seed}").random()
    tone = TONES[int(share * len(TONES))]
    return tone.title.upper()


def random_person(seed: int, spread: float = 1.0) -> Person:
    """A person whose weights are normal, cut off at LIMIT, times the spread.

    seed: 0 or more. spread: 0 gives the mean face, 1 the population; more exaggerates.
    """
    # A third of what the module takes to load, for who only asks how far people may differ.
    from statistics import NormalDist

    # Python promises this method's numbers for ever; NumPy's normal numbers and gauss() may change.
    uniform = Random(seed).random
    normal = NormalDist()
    least = normal.cdf(-LIMIT)
    within = 1 - 2 * least
    weights = []
    for _ in range(modes().count):
        share = least + within * uniform()
        weights.append(normal.inv_cdf(share))
    return with_weights(Person(f"Person {seed}"), spread * np.array(weights))

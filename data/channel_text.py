"""What a row of channels does, in words for a tooltip."""

from collections.abc import Callable, Sequence

from .anatomy.muscles import unit_of
from .channels import CHANNELS

OF_A_SIDE = ", on the subject's "
"""What ends the tip of a channel of one side."""


def about(names: Sequence[str], say: Callable[[str], str] = str) -> str:
    """What the channels of a panel's row do, their names, and the action unit that is nearest.

    say: words in the user's language.

    >>> about(["eyeBlinkLeft", "eyeBlinkRight"])
    'Closes the lids, on either side (eyeBlinkLeft, eyeBlinkRight; AU43 eyes closed)'
    >>> about(["jawOpen"])
    'Opens the jaw (jawOpen; AU26 jaw drop)'
    """
    tips = {CHANNELS[name].tip.partition(OF_A_SIDE)[0]: None for name in names}
    tip = "; ".join(map(say, tips))
    if len(names) > len(tips):
        tip += say(", on either side")
    details = ", ".join(names)
    unit = unit_of(names[0])
    if unit and unit not in names:
        details += f"; {unit} {say(CHANNELS[unit].tip).lower()}"
    return f"{tip} ({details})"

"""Lengths of time for people to read."""


def duration_text(seconds: float) -> str:
    """Such as "1 h 5 min", "3 min 20 s" or "7 s".

    >>> duration_text(3900), duration_text(7.4)
    ('1 h 5 min', '7 s')
    """
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"

"""People keep their numbers by where their faces are; no package is needed for that."""

import numpy as np

from tracking.identities import Identities


def _face(x: float, size: float = 100.0) -> np.ndarray:
    """Landmarks of a face so wide around a place, in pixels."""
    outline = np.zeros((478, 3))
    outline[:, 0] = np.linspace(x - size / 2, x + size / 2, 478)
    return outline


def test_numbers_follow_faces_in_whatever_order_they_come():
    people = Identities(2)

    assert people.number([_face(100), _face(400)]) == [0, 1]
    assert people.number([_face(390), _face(120)]) == [1, 0]
    assert people.number([_face(380)]) == [1]
    assert people.number([_face(130), _face(370)]) == [0, 1]
    assert people.count == 2


def test_who_comes_in_elsewhere_is_somebody_new_while_there_may_be_more():
    people = Identities(2)
    people.number([_face(100)])

    assert people.number([_face(500)]) == [1]
    assert people.number([_face(110)]) == [0]


def test_who_comes_back_elsewhere_is_the_nearest_of_those_out_of_sight():
    people = Identities(2)
    people.number([_face(100), _face(600)])

    assert people.number([_face(800)]) == [1]
    assert people.number([_face(300), _face(810)]) == [0, 1]


def test_one_person_is_always_the_same():
    people = Identities(1)

    assert [people.number([_face(x)]) for x in (100, 900, 40)] == [[0], [0], [0]]
    assert people.number([]) == []

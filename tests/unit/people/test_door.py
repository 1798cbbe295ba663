"""The one door: who answers, who widens, and that nobody answers by accident."""

from __future__ import annotations

import pytest

from core.errors import RuleBroken
from core.verdict import no, yes
from people import door
from people.actors import PUBLIC, Task


class Garden:
    """Something to ask about."""


class WalledGarden(Garden):
    """Something of the same kind."""


@pytest.fixture(autouse=True)
def _empty_door(monkeypatch):
    monkeypatch.setattr(door, "_answers", {})
    monkeypatch.setattr(door, "_widenings", {})


def _refuse(actor, obj):
    return no("closed", "The garden is closed.")


def test_may_unregistered_question_fails_loudly():
    with pytest.raises(door.UnknownQuestion, match="'enter' for Garden"):
        door.may(PUBLIC, "enter", Garden())


def test_may_asks_the_registered_policy():
    @door.answers("enter", Garden)
    def can_enter(actor, garden):
        return yes() if actor == Task("weed") else no("closed", "Closed.")

    assert door.may(Task("weed"), "enter", Garden())
    assert door.may(PUBLIC, "enter", Garden()).code == "closed"


def test_may_subclass_and_class_are_answered_too():
    door.answers("enter", Garden)(_refuse)

    assert door.may(PUBLIC, "enter", WalledGarden()).code == "closed"
    assert door.may(PUBLIC, "enter", WalledGarden).code == "closed"


def test_answers_twice_is_refused():
    door.answers("enter", Garden)(_refuse)

    with pytest.raises(ValueError, match="Two policies answer enter Garden"):
        door.answers("enter", Garden)(_refuse)


def test_widens_grants_what_the_lower_room_refuses():
    door.answers("enter", Garden)(_refuse)
    door.widens("enter", Garden)(lambda actor, garden: no("weather", "It rains."))
    door.widens("enter", Garden)(lambda actor, garden: yes("gardener"))

    assert door.may(PUBLIC, "enter", Garden()).code == "gardener"


def test_widens_cannot_refuse():
    door.answers("enter", Garden)(lambda actor, garden: yes())
    door.widens("enter", Garden)(_refuse)

    assert door.may(PUBLIC, "enter", Garden())


def test_widens_all_refuse_the_first_reason_stands():
    door.answers("enter", Garden)(_refuse)
    door.widens("enter", Garden)(lambda actor, garden: no("weather", "It rains."))

    assert door.may(PUBLIC, "enter", Garden()).code == "closed"


def test_widens_alone_answers_nothing():
    door.widens("enter", Garden)(lambda actor, garden: yes())

    with pytest.raises(door.UnknownQuestion):
        door.may(PUBLIC, "enter", Garden())


def test_require_raises_the_verdict():
    door.answers("enter", Garden)(_refuse)

    with pytest.raises(RuleBroken) as refusal:
        door.require(PUBLIC, "enter", Garden())

    assert refusal.value.verdict.code == "closed"


def test_require_returns_a_yes():
    door.answers("enter", Garden)(lambda actor, garden: yes("open"))

    assert door.require(PUBLIC, "enter", Garden()).code == "open"
    assert door.questions() == {("enter", Garden)}

"""Who may do what to persons and users, as a table."""

from __future__ import annotations

import pytest

from people import door
from people.actors import PUBLIC, Task
from people.models import Person, User
from people.roles import is_signed_in
from tests.factories.people import PersonFactory, UserFactory


pytestmark = pytest.mark.django_db

QUESTIONS = [
    ("read", Person),
    ("list", Person),
    ("enter", Person),
    ("correct", Person),
    ("merge", Person),
    ("invite", User),
    ("deactivate", User),
    ("reactivate", User),
    ("appoint_administrator", User),
]


@pytest.fixture
def actors():
    return {
        "administrator": UserFactory(administrator=True),
        "ended administrator": UserFactory(administrator=True, inactive=True),
        "somebody": UserFactory(),
        "public": PUBLIC,
        "task": Task("test"),
    }


# Questions about persons that an upper room answers, and tests.
ASKED_ABOVE = {
    ("attest", Person),
    ("export_everything", Person),
    ("place_hold", Person),
    ("read_interests", Person),
    ("record_interest", Person),
}


@pytest.mark.parametrize(("verb", "model"), QUESTIONS)
def test_only_the_administrator_may(actors, verb, model):
    thing = PersonFactory() if model is Person else UserFactory()

    allowed = {name for name, actor in actors.items() if door.may(actor, verb, thing)}

    assert allowed == {"administrator"}


def test_read_person_oneself_while_one_may_sign_in(actors):
    somebody = actors["somebody"]
    ended = UserFactory(inactive=True)

    assert door.may(somebody, "read", somebody.person)
    assert not door.may(ended, "read", ended.person)


def test_every_question_of_this_room_is_in_the_table():
    ours = {
        (verb, model)
        for verb, model in door.questions()
        if model in (Person, User) and (verb, model) not in ASKED_ABOVE
    }

    assert ours == set(QUESTIONS)


def test_is_signed_in(actors):
    signed_in = {name for name, actor in actors.items() if is_signed_in(actor)}

    assert signed_in == {"administrator", "somebody"}
    assert PUBLIC.label == "the public"


def test_create_superuser_and_find_by_address():
    user = User.objects.create_superuser("Root@Quorate.Example", "a long pass phrase")

    assert user.is_staff
    assert user.label == "root@quorate.example"
    assert User.objects.get_by_natural_key("ROOT@quorate.example") == user

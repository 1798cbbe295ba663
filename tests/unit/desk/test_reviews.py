"""What the first screen says of questions about interests."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from conflicts.actions import reviews
from desk.facts.declarations import own_declaration
from tests.factories.committees import (
    CcgFactory,
    holder_of,
    user_with_post,
    working_committee,
)
from tests.factories.conflicts import declared
from tests.factories.people import UserFactory


pytestmark = pytest.mark.django_db
DAY = date(2016, 6, 1)


@pytest.fixture(autouse=True)
def _on_1_june_2016(settings):
    settings.QUORATE_TODAY = DAY


def test_a_question_waits_for_the_person_until_it_is_answered():
    body = CcgFactory()
    officer = user_with_post(body)
    committee = working_committee(organisation=body, by=officer)
    member = UserFactory(person=holder_of(committee, "GP member"))
    interest = declared(by=member, unlisted_name="Elm Rooms Ltd")
    reviews.ask(interest=interest, words="Hours?", by=officer)

    (task,) = own_declaration(member.person_id, DAY)
    reviews.answer(interest=interest, words="Two.", by=member)

    assert task.url == reverse("conflicts:answer", args=[interest.pk])
    assert "Elm Rooms Ltd" in task.hint
    assert not list(own_declaration(member.person_id, DAY))

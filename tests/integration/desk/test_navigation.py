"""The header's navigation: to each what is theirs, with one question."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.functional import SimpleLazyObject

from core import clock
from desk.backends import Backend
from desk.navigation import is_in_the_record, reads_registers, sends_letters
from people.actors import PUBLIC
from tests.factories.meetings import gather
from tests.factories.people import UserFactory


pytestmark = pytest.mark.django_db

ASKED = (is_in_the_record, reads_registers, sends_letters)


def test_navigation_of_an_officer_leads_to_registers_and_letters():
    officer = gather(2).officer

    assert [asked(officer) for asked in ASKED] == [True, True, True]


def test_navigation_of_somebody_without_a_post_leaves_both_out():
    somebody = UserFactory()

    assert [asked(somebody) for asked in ASKED] == [True, False, False]


def test_navigation_of_an_administrator_leads_to_letters_only():
    administrator = UserFactory(person=None, is_staff=True)

    assert [asked(administrator) for asked in ASKED] == [False, False, True]


def test_navigation_of_the_public_is_nobodys():
    assert [asked(PUBLIC) for asked in ASKED] == [False, False, False]


def test_navigation_knows_the_posts_of_whoever_is_signed_in():
    """They come with the user of the session, who is only read when asked for."""
    officer = gather(2).officer

    with CaptureQueriesContext(connection) as asked:
        signed_in = SimpleLazyObject(lambda: Backend().get_user(officer.pk))
        assert [one(signed_in) for one in ASKED] == [True, True, True]

    assert len(asked) == 1


def test_navigation_of_a_post_that_ended_leaves_it_out():
    officer = gather(2).officer
    officer.person.posts.update(to_on=clock.today() - timedelta(days=1))

    signed_in = Backend().get_user(officer.pk)

    assert [one(signed_in) for one in ASKED] == [True, False, False]

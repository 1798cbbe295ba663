"""The header's navigation: to each what is theirs, with one question."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

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


def test_navigation_asks_for_posts_once():
    officer = gather(2).officer

    with CaptureQueriesContext(
        connection,
    ) as asked:
        reads_registers(officer)
        sends_letters(officer)

    assert len(asked) == 1

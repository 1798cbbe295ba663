"""What happened to a letter, and what its officer does next."""

from __future__ import annotations

import pytest

from notices.enums import Channel, Status
from notices.models.letter import IN_NEED
from notices.rules.advice import advise


@pytest.mark.parametrize("status", list(Status))
def test_advise_says_what_to_do_only_where_somebody_is_needed(status):
    advice = advise(status, Channel.MAIL)

    assert advice.happened.endswith(".")
    assert bool(advice.next) == (status in IN_NEED)


def test_advise_of_each_state_its_own_sentence():
    happened = [advise(status, Channel.MAIL).happened for status in Status]

    assert len(set(happened)) == len(happened)


def test_advise_to_print_without_an_address_asks_for_it():
    advice = advise(Status.TO_PRINT, Channel.POST, has_address=False)

    assert "no postal address" in advice.happened
    assert "Add the address" in advice.next


def test_advise_sent_by_post_names_no_mail_server():
    assert advise(Status.SENT, Channel.POST).happened == "It was put into the post."

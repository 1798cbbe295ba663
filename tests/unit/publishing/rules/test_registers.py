"""What the public register shows of an interest, and for how long."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date

import pytest

from conflicts.enums import PublicationState
from publishing.rules.registers import (
    RegisterEntry,
    in_order,
    published_form,
    shown_since,
)


ENTRY = RegisterEntry(
    name="Dr Ada Invented",
    position="GP member",
    concern="Elm Surgery",
    description="GP partner since the move to Elm Road",
    kind="Financial",
    held="From 1 Apr 2012 to now",
    action="Ada leaves the room",
)


def test_published_form_as_declared():
    assert published_form(ENTRY, PublicationState.PUBLISH) == ENTRY


def test_published_form_without_name_tells_no_person():
    shown = published_form(ENTRY, PublicationState.REDACT_NAME)

    assert "Ada" not in str(astuple(shown))
    assert "GP member" not in str(astuple(shown))
    assert shown.concern == "Elm Surgery"


def test_published_form_without_detail_tells_no_concern():
    shown = published_form(ENTRY, PublicationState.REDACT_DETAIL)

    assert "Elm" not in str(astuple(shown))
    assert "2012" not in str(astuple(shown))
    assert shown.name == "Dr Ada Invented"
    assert shown.kind == "Financial"


@pytest.mark.parametrize(
    "state", [PublicationState.WITHHOLD, PublicationState.NOT_REQUIRED]
)
def test_published_form_of_what_is_kept_back_is_nothing(state):
    assert published_form(ENTRY, state) is None


def test_in_order_puts_entries_without_a_name_last_by_concern():
    first = published_form(
        RegisterEntry("A", "", "Yew", "", "", "", ""), PublicationState.REDACT_NAME
    )
    second = published_form(
        RegisterEntry("Z", "", "Ash", "", "", "", ""), PublicationState.REDACT_NAME
    )

    assert in_order([first, ENTRY, second]) == [ENTRY, second, first]


def test_shown_since_is_at_least_six_months_ago():
    assert shown_since(date(2016, 6, 1)) <= date(2015, 12, 1)
    assert shown_since(date(2016, 8, 31)) <= date(2016, 2, 29)

"""Bodies that were typed in: matched once, and only while there is something to match."""

from __future__ import annotations

import pytest

from conflicts.actions import unlisted
from conflicts.models import Interest
from core.errors import RuleBroken
from tests.factories.committees import CcgFactory
from tests.factories.conflicts import recorded


pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(paper_member, officer):
    return recorded(
        person=paper_member, by=officer, organisation=None, unlisted_name="Elm Rooms"
    )


def test_match_leaves_alone_what_was_matched_meanwhile(typed, officer):
    elm, other = CcgFactory(practice=True), CcgFactory(practice=True)
    said = {"interests": [typed], "by": officer}

    assert unlisted.match(organisation=elm, **said) == 1
    assert unlisted.match(organisation=other, **said) == 0

    typed.refresh_from_db()
    assert (typed.organisation, typed.version) == (elm, 2)


def test_match_refuses_when_nothing_of_that_name_is_left(typed, officer):
    gone = [Interest(pk=typed.pk + 1)]
    said = {"interests": gone, "by": officer}

    with pytest.raises(RuleBroken, match="no interest of that name"):
        unlisted.match(organisation=CcgFactory(), **said)
    with pytest.raises(RuleBroken, match="no interest of that name"):
        unlisted.remember_not_listed(**said)

"""What has to be in order before a pack goes out."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.actions import conflict_rows
from meetings.enums import GatheringState
from meetings.models import Gathering, Item, ItemScope, ItemSubject, Paper
from packs.facts.readiness import readiness_of
from tests.factories.packs import add_matter, keep_from, raise_conflict, ready


pytestmark = pytest.mark.django_db


def state(gathering):
    return {check.code: check for check in readiness_of(gathering)}


def test_readiness_of_everything_in_order():
    cast, _ = ready()

    assert all(check.is_met for check in readiness_of(cast.gathering))


def spoil_notice(cast, item):
    Gathering.objects.update(state=GatheringState.DRAFT)
    cast.gathering.refresh_from_db()


def spoil_untreated(cast, item):
    raise_conflict(cast, item, cast.gp_seated.person)


def spoil_scope(cast, item):
    ItemScope.objects.filter(item=item).delete()


def spoil_ground(cast, item):
    Item.objects.filter(part="2").update(private_ground="")


def spoil_subjects(cast, item):
    Item.objects.filter(pk=item.pk).update(purpose="approve")
    ItemSubject.objects.filter(item=item).delete()


def spoil_papers(cast, item):
    Item.objects.filter(pk=item.pk).update(availability="attached")
    Paper.objects.filter(item=item).update(is_withdrawn=True)


@pytest.mark.parametrize(
    ("code", "spoil", "stops"),
    [
        ("notice", spoil_notice, True),
        ("untreated", spoil_untreated, True),
        ("scope", spoil_scope, True),
        ("ground", spoil_ground, True),
        ("subjects", spoil_subjects, False),
        ("papers", spoil_papers, False),
    ],
)
def test_readiness_of_says_what_is_open(code, spoil, stops):
    cast, matters = ready()
    spoil(cast, matters["Alpha"])

    checks = state(cast.gathering)

    assert not checks[code].is_met
    assert checks[code].is_blocking is stops
    assert [each.code for each in checks.values() if not each.is_met] == [code]


def test_readiness_of_counts_in_plain_english():
    cast, matters = ready()
    raise_conflict(cast, matters["Alpha"], cast.gp_seated.person)
    assert "1 conflict waits" in state(cast.gathering)["untreated"].sentence
    raise_conflict(cast, matters["Beta"], cast.gp_seated.person)
    assert "2 conflicts wait" in state(cast.gathering)["untreated"].sentence


def test_readiness_of_counts_a_conflict_once_for_all_committees():
    cast, matters = ready()
    raise_conflict(cast, matters["Alpha"], cast.gp_seated.person)
    conflict_rows.add_by_hand(
        item=matters["Alpha"],
        sitting=cast.sittings[1],
        person=cast.gp_seated.person,
        words="Is a partner there.",
        by=cast.other_officer,
    )

    sentence = state(cast.gathering)["untreated"].sentence

    assert sentence == "1 conflict waits for the chair’s ruling."


def test_readiness_of_what_was_withdrawn_does_not_count():
    cast, matters = ready()
    raise_conflict(cast, matters["Alpha"], cast.gp_seated.person)
    ItemScope.objects.filter(item=matters["Alpha"]).delete()
    Item.objects.filter(pk=matters["Alpha"].pk).update(is_withdrawn=True)

    assert all(check.is_met for check in readiness_of(cast.gathering))


def test_readiness_of_same_queries_for_twice_the_rows():
    cast, _ = ready()

    def count():
        with CaptureQueriesContext(connection) as queries:
            readiness_of(cast.gathering)
        return len(queries)

    before = count()
    for number in range(3):
        item = add_matter(cast, f"More {number}")
        keep_from(cast, item, cast.gp_seated.person)

    assert count() == before == 5

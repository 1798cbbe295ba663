"""The officer records what was tabled: by whom, when, and which committee took it."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.errors import RuleBroken
from core.models import AuditEvent
from meetings.actions import tabling
from meetings.facts.tabling import tabled_in
from meetings.models import Gathering, Tabling
from tests.factories.meetings import (
    ItemFactory,
    ItemScopeFactory,
    PaperVersionFactory,
    gather,
)


pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    found = gather(2)
    yesterday = clock.today() - timedelta(days=1)
    Gathering.objects.filter(pk=found.gathering.pk).update(held_on=yesterday)
    found.gathering.refresh_from_db()
    return found


@pytest.fixture
def version(cast):
    item = ItemFactory(gathering=cast.gathering)
    for sitting in cast.sittings:
        ItemScopeFactory(item=item, sitting=sitting)
    return PaperVersionFactory(paper__item=item, paper__title="Late figures")


def url_of(version):
    return reverse("meetings:tabled", args=[version.pk])


def words(response):
    return " ".join(response.content.decode().split())


def answers_of(cast, said="yes"):
    """Return what the officer of the first committee answers."""
    return {f"taken_{cast.sittings[0].pk}": said}


def test_officer_records_what_was_tabled_and_the_item_says_so(client, cast, version):
    client.force_login(cast.officer)
    item = reverse("meetings:item", args=[version.paper.item_id])
    assert url_of(version) in client.get(item).content.decode()
    data = {"tabled_by": cast.chair.person_id, "at": "10:15"}

    page = client.post(url_of(version), {**data, **answers_of(cast)}, follow=True)

    row = Tabling.objects.get()
    name = cast.sittings[0].committee.short_name
    at = datetime.combine(cast.gathering.held_on, time(10, 15))
    assert row.tabled_at == timezone.make_aware(at)
    assert row.is_taken
    assert f"Tabled by {cast.chair.person} at 10:15, taken by {name}." in words(page)
    assert AuditEvent.objects.filter(event="paper.tabled").exists()


def test_each_officer_answers_for_their_own_committee_alone(client, cast, version):
    client.force_login(cast.officer)
    page = client.get(url_of(version)).content.decode()

    assert f"taken_{cast.sittings[0].pk}" in page
    assert f"taken_{cast.sittings[1].pk}" not in page
    with pytest.raises(RuleBroken):
        tabling.record(
            version=version,
            tabled_by=cast.chair.person,
            at=time(10),
            answers={cast.sittings[1].pk: True},
            by=cast.officer,
        )


def test_committees_take_a_paper_each_for_itself(cast, version):
    for sitting, officer, taken in zip(
        cast.sittings, (cast.officer, cast.other_officer), (True, False), strict=True
    ):
        tabling.record(
            version=version,
            tabled_by=cast.chair.person,
            at=time(10),
            answers={sitting.pk: taken},
            by=officer,
        )

    found = tabled_in([version.paper.item])[version.pk]

    names = [one.committee.short_name for one in cast.sittings]
    assert (list(found.taken), list(found.refused)) == (names[:1], names[1:])


def test_second_click_writes_nothing_and_another_answer_counts(cast, version):
    facts = {"version": version, "tabled_by": cast.chair.person, "by": cast.officer}
    key = cast.sittings[0].pk
    tabling.record(**facts, at=time(10), answers={key: True})
    tabling.record(**facts, at=time(10), answers={key: True})
    tabling.record(**facts, at=time(10), answers={key: False})

    assert [one.is_taken for one in Tabling.objects.order_by("pk")] == [True, False]
    assert not tabled_in([version.paper.item])[version.pk].taken


def test_bad_input_keeps_what_was_typed_and_says_what_is_missing(client, cast, version):
    client.force_login(cast.officer)

    page = client.post(
        url_of(version), {"tabled_by": cast.chair.person_id, "at": "half past"}
    )

    name = cast.sittings[0].committee.short_name
    assert f"Say if {name} took it" in words(page)
    assert 'value="half past"' in page.content.decode()
    assert not Tabling.objects.exists()


def test_nothing_is_tabled_before_its_time(client, cast, version):
    today = clock.today()
    Gathering.objects.filter(pk=cast.gathering.pk).update(
        held_on=today + timedelta(days=1)
    )
    client.force_login(cast.officer)
    data = {"tabled_by": cast.chair.person_id, "at": "10:15"}

    page = client.post(url_of(version), {**data, **answers_of(cast)})

    assert "still to come" in words(page)
    item = client.get(reverse("meetings:item", args=[version.paper.item_id]))
    assert url_of(version) not in item.content.decode()


@pytest.mark.parametrize(
    ("role", "status"), [("chair", 403), ("gp_seated", 403), ("outsider", 404)]
)
def test_only_who_keeps_the_record_records_it(client, cast, version, role, status):
    client.force_login(getattr(cast, role))

    assert client.get(url_of(version)).status_code == status
    assert client.post(url_of(version), {"at": "10:15"}).status_code == status


def test_item_page_costs_the_same_with_tabled_papers(client, cast, version):
    client.force_login(cast.officer)
    item = version.paper.item
    url = reverse("meetings:item", args=[item.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for key in (one.pk for one in cast.sittings[:1]):
        for hour in range(1, 5):
            tabling.record(
                version=version,
                tabled_by=cast.chair.person,
                at=time(hour),
                answers={key: True},
                by=cast.officer,
            )

    with CaptureQueriesContext(connection) as many:
        client.get(url)

    assert len(many) == len(few)

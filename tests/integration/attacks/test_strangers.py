"""Keys of somebody else's rows, in addresses and in forms: none of them works."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.factories.conflicts import InterestFactory
from tests.factories.decisions import ActionFactory, world
from tests.factories.meetings import (
    ItemSubjectFactory,
    PaperVersionFactory,
)
from tests.factories.room import AttendanceFactory, PresenceEventFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def own():
    return world(2)


@pytest.fixture
def theirs():
    return world(1)


def _counts():
    """Count the rows of every table that a stranger might write to."""
    tables = [
        "meetings_item",
        "meetings_itemscope",
        "meetings_itemsubject",
        "meetings_conflictrow",
        "meetings_paper",
        "meetings_attendance",
        "meetings_presenceevent",
        "decisions_action",
        "decisions_decision",
        "committees_appointment",
        "committees_deputy",
        "committees_termsofreference",
        "committees_groupincommon",
        "conflicts_interest",
        "packs_pack",
        "core_auditevent",
    ]
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return found


def _nested(own, theirs):
    """Yield addresses of one's own meeting with a key of another."""
    mine, item = own.gathering.pk, own.item()
    subject = ItemSubjectFactory(item=theirs.item())
    event = PresenceEventFactory(gathering=theirs.gathering, recorded_by=theirs.officer)
    attendance = AttendanceFactory(sitting=theirs.sittings[0])
    slug, their_slug = own.committees[0].slug, theirs.committees[0].slug
    seat = theirs.committees[0].seats.first()
    person = theirs.person("GP member").pk
    return [
        f"/items/{item.pk}/organisations/{subject.pk}/remove/",
        f"/meetings/{mine}/conflicts/{subject.item_id}/{person}/",
        f"/meetings/{mine}/attendance/{attendance.pk}/forget/",
        f"/meetings/{mine}/attendance/{attendance.pk}/take-back/",
        f"/meetings/{mine}/room/{event.pk}/strike-out/",
        f"/meetings/{mine}/room/events/{event.pk}/strike-out/",
        f"/committees/{slug}/seats/{seat.pk}/appoint/",
        f"/committees/{slug}/seats/{seat.pk}/deputies/new/",
        f"/committees/{slug}/seats/{seat.pk}/person/",
        f"/committees/{slug}/appointments/{seat.appointments.first().pk}/end/",
        f"/committees/{their_slug}/terms/new/",
        f"/committees/{their_slug}/wind-up/",
        f"/items/{subject.item_id}/edit/",
        f"/items/{subject.item_id}/decisions/",
        f"/items/{subject.item_id}/note/",
        f"/meetings/{theirs.gathering.pk}/packs/build/",
        f"/meetings/{theirs.gathering.pk}/minutes/1/write-out/",
        f"/meetings/{theirs.gathering.pk}/cancel/",
        f"/actions/{ActionFactory(item=subject.item).pk}/close/",
        f"/papers/{PaperVersionFactory(paper__item=subject.item).paper_id}/withdraw/",
        f"/interests/of/{person}/record/details/?unlisted=x",
        f"/interests/{InterestFactory(person_id=person).pk}/end/",
    ]


def test_addresses_with_keys_of_another_are_not_there(client, own, theirs):
    addresses = _nested(own, theirs)
    client.force_login(own.officer)
    before = _counts()

    answers = {url: client.post(url, {"reason": "x"}).status_code for url in addresses}

    assert set(answers.values()) == {404}, answers
    assert _counts() == before


def _forms(own, theirs):
    item, mine = own.item(), own.gathering.pk
    their_item, sitting = theirs.item(), theirs.sittings[0].pk
    gp = theirs.person("GP member").pk
    slug = own.committees[0].slug
    seat = own.committees[0].seats.first().pk
    their_seat = theirs.committees[0].seats.first()
    holder = theirs.person("Lay chair").pk
    return [
        (
            f"/meetings/{mine}/items/add/",
            {"title": "x", "part": "1", "purpose": "note", "lead": gp},
        ),
        (
            f"/meetings/{mine}/items/add/",
            {
                "title": "x",
                "part": "1",
                "purpose": "note",
                "availability": "attached",
                "reference_committee": theirs.committees[0].pk,
            },
        ),
        (
            f"/meetings/{mine}/conflicts/add/",
            {"item": their_item.pk, "person": gp, "sittings": sitting, "words": "x"},
        ),
        (
            f"/meetings/{mine}/conflicts/add/",
            {
                "item": item.pk,
                "person": own.person("GP member").pk,
                "sittings": sitting,
                "words": "x",
            },
        ),
        (
            f"/items/{item.pk}/actions/add/",
            {"description": "x", "owner": gp, "due_on_0": 1, "due_on_1": 1}
            | {"due_on_2": 2027},
        ),
        (
            f"/items/{item.pk}/decisions/",
            {
                "sittings": sitting,
                "outcome": "noted",
                "wording": "x",
                "method": "consensus",
            },
        ),
        (
            f"/committees/{slug}/seats/{seat}/appoint/",
            {"person": gp, "from_on_0": 1, "from_on_1": 1, "from_on_2": 2030},
        ),
        (
            "/committees/groups/new/",
            {
                "name": "x",
                "committees": [own.committees[0].pk, theirs.committees[0].pk],
                "convening_seat": their_seat.pk,
            },
        ),
        (
            f"/meetings/{mine}/attendance/",
            {
                "act": "attending",
                "person": gp,
                "sittings": sitting,
                "capacity": "observer",
            },
        ),
        (
            f"/meetings/{mine}/attendance/",
            {"act": "apologies", "seat": f"{sitting}:{their_seat.pk}"},
        ),
        (
            f"/meetings/{mine}/room/",
            {"persons": holder, "happened_at_0": "15", "happened_at_1": "6"}
            | {"happened_at_2": "2016", "happened_at_3": "14:00"},
        ),
    ]


def test_keys_of_another_in_forms_are_refused(client, own, theirs):
    forms = _forms(own, theirs)
    client.force_login(own.officer)
    before = _counts()

    for url, typed in forms:
        answer = client.post(url, typed)

        assert answer.status_code in {200, 403}, (url, typed)
        assert _counts() == before, (url, typed)

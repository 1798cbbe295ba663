"""What interests touch on coming agendas, and what is declared in the room."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committees.enums import WithholdingPolicy
from conflicts.actions import interests
from conflicts.actions.declarations import declaration_of
from conflicts.enums import Nature, SourceKind
from conflicts.models import Interest
from meetings.actions.conflict_rows import settle_items
from meetings.actions.declaring import declare_in_room
from meetings.facts.declared import declared_in_rooms, items_touched
from meetings.models import ConflictRow
from tests.factories.conflicts import declaration
from tests.factories.decisions import neighbour, world


pytestmark = [
    pytest.mark.django_db,
]


@pytest.fixture
def scene(settings):
    made = world(2)
    settings.QUORATE_TODAY = made.gathering.held_on
    return made


@pytest.fixture
def gp(scene):
    return scene.user("GP member")


def address(name, *args):
    return reverse(f"meetings:{name}", args=args)


def page(client, user, name, *args):
    client.force_login(user)
    return client.get(address(name, *args))


def spoken(**said):
    return declaration(
        **{"description": "His sister runs the bidder.", "from_on": None, **said}
    )


def test_my_items_touched_tells_item_meeting_committee_and_why(client, scene, gp):
    scene.declares(gp)
    item = scene.item(touches=scene.practice, title="Rent of Elm")
    settle_items([item])

    text = page(client, gp, "my_items_touched").content.decode()

    assert "Rent of Elm" in text
    assert scene.committees[0].name in text
    assert "the applicant in this item" in text


def test_items_touched_leaves_out_what_is_withheld_even_in_title(client, scene, gp):
    scene.declares(gp)
    item = scene.item(touches=scene.practice, title="Rent of Elm")
    settle_items([item])
    terms = scene.committees[0].terms.get()
    type(terms).objects.filter(pk=terms.pk).update(
        withholding_policy=WithholdingPolicy.HIDE_TITLE
    )
    scene.rules(scene.rows(item))

    assert "Rent of Elm" not in page(client, gp, "my_items_touched").content.decode()
    officers = page(client, scene.officer, "items_touched", gp.person_id)
    assert "Rent of Elm" in officers.content.decode()


def test_items_touched_of_somebody_is_for_their_officers(client, scene, gp):
    assert page(client, scene.officer, "items_touched", gp.person_id).status_code == 200
    for other in (neighbour(), scene.user("Registered nurse")):
        assert page(client, other, "items_touched", gp.person_id).status_code == 404


def test_items_touched_leaves_out_meetings_that_are_over(scene, gp):
    scene.declares(gp)
    item = scene.item(touches=scene.practice)
    settle_items([item])
    type(scene.gathering).objects.filter(pk=scene.gathering.pk).update(state="held")

    assert items_touched(gp.person, gp) == []


def test_items_touched_takes_as_many_queries_for_more(client, scene, gp):
    scene.declares(gp)
    items = [scene.item(touches=scene.practice) for _ in range(2)]
    settle_items(items)

    def queries():
        with CaptureQueriesContext(connection) as found:
            page(client, gp, "my_items_touched")
        return len(found)

    queries()
    before = queries()
    settle_items([scene.item(touches=scene.practice) for _ in range(4)])

    assert queries() == before


def test_declared_in_the_room_from_its_page(client, scene, gp):
    item = scene.item(touches=scene.practice)
    client.force_login(scene.officer)
    where = address("declare_at_item", scene.gathering.pk)
    assert client.get(where).status_code == 200
    assert (
        "Select who declares it"
        in client.post(where, {"description": ""}).content.decode()
    )

    client.post(
        where,
        {
            "person": gp.person_id,
            "item": item.pk,
            "description": "Her brother is a partner.",
            "nature": Nature.FINANCIAL,
            "organisation": scene.practice.pk,
            "relationship": "brother",
        },
    )

    interest = Interest.objects.get()
    assert (interest.source, interest.is_indirect) == (SourceKind.MEETING, True)
    assert interest.source_reference.startswith("Meeting of 15 June 2016, item 1")
    (first, *_) = scene.rows(item, gp.person)
    traces = [ground.trace for ground in first.grounds.all()]
    assert "Declared in the meeting: Her brother is a partner." in traces
    assert any("the applicant in this item" in trace for trace in traces)


def test_declared_in_the_room_asks_about_a_name(client, scene, gp):
    client.force_login(scene.officer)
    typed = {
        "person": gp.person_id,
        "item": scene.item().pk,
        "description": "My wife Ann Smith works there.",
        "nature": Nature.FINANCIAL,
        "unlisted_name": "Elm Ltd",
    }

    where = address("declare_at_item", scene.gathering.pk)
    said = client.post(where, typed, follow=True).content.decode()

    assert "Recorded: it is on the register and waits for the chair." in said
    assert "“wife Ann Smith” may be somebody&#x27;s name" in said


def test_declared_in_the_room_twice_is_once(scene, gp):
    item = scene.item()
    said = spoken()
    for _ in range(2):
        declare_in_room(item=item, person=gp.person, declaration=said, by=scene.officer)

    assert Interest.objects.count() == 1
    assert ConflictRow.objects.filter(item=item, person=gp.person).count() == 2


def test_declared_in_the_room_refuses_who_keeps_no_record(client, scene, gp):
    for user, status in ((gp, 403), (neighbour(), 404)):
        got = page(client, user, "declare_at_item", scene.gathering.pk)
        assert got.status_code == status


def test_declared_before_the_meeting_is_refused(client, scene, gp, settings):
    settings.QUORATE_TODAY = scene.gathering.held_on - timedelta(days=1)
    item = scene.item()
    client.force_login(scene.officer)

    got = client.post(
        address("declare_at_item", scene.gathering.pk),
        {
            "person": gp.person_id,
            "item": item.pk,
            "description": "x",
            "nature": Nature.FINANCIAL,
            "unlisted_name": "Elm",
        },
    )

    assert "The meeting is not held yet" in got.content.decode()


def test_declared_list_shows_the_day_and_vanishes_when_completed(client, scene, gp):
    item = scene.item()
    interest = declare_in_room(
        item=item,
        person=gp.person,
        declaration=spoken(became_aware_on=scene.gathering.held_on),
        by=scene.officer,
    )
    text = page(client, scene.officer, "declared").content.decode()
    assert "13 July 2016" in text

    interests.correct(
        interest=interest,
        declaration=declaration_of(interest),
        reason="Confirmed by e-mail.",
        seen_version=1,
        by=scene.officer,
    )

    text = page(client, scene.officer, "declared").content.decode()
    assert "Everything that was declared" in text


def test_declared_list_says_late_and_is_for_officers(client, scene, gp, settings):
    declare_in_room(
        item=scene.item(),
        person=gp.person,
        declaration=spoken(became_aware_on=scene.gathering.held_on),
        by=scene.officer,
    )
    settings.QUORATE_TODAY = scene.gathering.held_on + timedelta(days=29)

    assert "Late" in page(client, scene.officer, "declared").content.decode()
    assert page(client, gp, "declared").status_code == 404
    other = page(client, neighbour(), "declared")
    assert other.status_code in {200, 404}
    assert str(gp.person) not in other.content.decode()


def test_declared_in_rooms_day_28_is_in_time(scene, gp):
    declare_in_room(
        item=scene.item(),
        person=gp.person,
        declaration=spoken(became_aware_on=scene.gathering.held_on),
        by=scene.officer,
    )
    bodies = scene.committees[0].organisations.all()
    due = scene.gathering.held_on + timedelta(days=28)

    assert [one.is_late for one in declared_in_rooms(bodies, due)] == [False]
    later = declared_in_rooms(bodies, due + timedelta(days=1))
    assert [one.is_late for one in later] == [True]

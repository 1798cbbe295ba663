"""Where interests and agendas meet: stories 7, 11 and 18 of the field's description."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from commissioning.actions import links
from commissioning.values import LinkKind
from conflicts.actions import interests, unlisted
from conflicts.enums import Nature, SourceKind, Tie
from conflicts.models import Interest
from core.actions import changes
from meetings.actions.conflict_rows import settle_items
from meetings.facts.declared import declared_in_rooms
from meetings.models import ConflictGround, ConflictRow
from notices import registry
from notices.models import Letter
from tests.factories.conflicts import declaration, recorded
from tests.factories.decisions import neighbour, world
from tests.factories.meetings import OrganisationFactory


pytestmark = [
    pytest.mark.django_db,
]


@pytest.fixture
def scene(settings):
    made = world(1)
    settings.QUORATE_TODAY = made.gathering.held_on
    return made


def test_story_07_landlord_federation_spouse_and_a_name_matched_later(scene):
    """An item on practice X lists who is tied to it, directly or through what."""
    landlord = OrganisationFactory(kind="company", name="Elm Premises Ltd")
    federation = OrganisationFactory(kind="federation", name="Elm Federation")
    for kind, source, target in (
        (LinkKind.LANDLORD_OF, landlord, scene.practice),
        (LinkKind.IN_FEDERATION, scene.practice, federation),
    ):
        links.open(
            kind=kind,
            source=source,
            target=target,
            from_on=date(2010, 4, 1),
            by=scene.officer,
        )
    gp, nurse, lay = (
        scene.user(title) for title in ("GP member", "Registered nurse", "Lay chair")
    )
    scene.declares(gp, landlord, tie=Tie.SHAREHOLDER)
    scene.declares(
        nurse, federation, tie=Tie.EMPLOYEE, is_indirect=True, relationship="spouse"
    )
    typed = recorded(
        person=lay.person,
        by=scene.officer,
        organisation=None,
        unlisted_name="Elm surgery",
        tie=Tie.LANDLORD,
    )
    item = scene.item(touches=scene.practice)
    settle_items([item])

    traces = {row.person: row.grounds.get().trace for row in scene.rows(item)}
    assert set(traces) == {gp.person, nurse.person}
    assert "holds shares in Elm Premises Ltd" in traces[gp.person]
    assert "Elm Premises Ltd is the landlord of" in traces[gp.person]
    assert "(since 2010)" in traces[gp.person]
    assert (
        f"{nurse.person}'s spouse is employed by Elm Federation"
        in (traces[nurse.person])
    )

    unlisted.match(interests=[typed], organisation=scene.practice, by=scene.officer)
    changes.settle_pending(limit=100)

    (row,) = scene.rows(item, lay.person)
    assert "lets premises to" in row.grounds.get().trace


def test_story_07_network_federation_and_landlord_direct_and_indirect(scene):
    """ "…an open interest in X, its PCN, its federation or its landlord company"."""
    bodies = {
        "network": (OrganisationFactory(kind="network"), LinkKind.IN_NETWORK),
        "federation": (OrganisationFactory(kind="federation"), LinkKind.IN_FEDERATION),
        "company": (OrganisationFactory(kind="company"), LinkKind.LANDLORD_OF),
    }
    for body, kind in bodies.values():
        ends = (scene.practice, body)
        source, target = ends[::-1] if kind is LinkKind.LANDLORD_OF else ends
        links.open(
            kind=kind,
            source=source,
            target=target,
            from_on=date(2014, 4, 1),
            by=scene.officer,
        )
    declared_by = {
        "Accountable officer": (scene.practice, Tie.PATIENT, ""),
        "GP member": (bodies["network"][0], Tie.OFFICE, ""),
        "Registered nurse": (bodies["network"][0], Tie.EMPLOYEE, "spouse"),
        "Lay chair": (bodies["federation"][0], Tie.DIRECTOR, ""),
        "Lay vice chair": (bodies["federation"][0], Tie.SHAREHOLDER, "sister"),
        "Chief finance officer": (bodies["company"][0], Tie.DIRECTOR, "brother"),
        "Healthwatch": (bodies["company"][0], Tie.SHAREHOLDER, ""),
    }
    for title, (body, tie, relative) in declared_by.items():
        said = {"is_indirect": True, "relationship": relative} if relative else {}
        scene.declares(scene.user(title), body, tie=tie, **said)
    item = scene.item(touches=scene.practice)
    settle_items([item])

    traces = {row.person: row.grounds.get().trace for row in scene.rows(item)}

    assert set(traces) == {scene.person(title) for title in declared_by}
    for title, (body, _tie, relative) in declared_by.items():
        trace = traces[scene.person(title)]
        assert body.name in trace
        assert (f"'s {relative} " in trace) is bool(relative)


def test_story_07_through_network_and_federation_to_what_it_owns(scene):
    """Three links away is tied as well, and the trace names each of them."""
    network, federation, company = (
        OrganisationFactory(kind=kind, name=name)
        for kind, name in (
            ("network", "Elm Network"),
            ("federation", "Elm Federation"),
            ("company", "Evening Doctors Ltd"),
        )
    )
    for kind, source, target in (
        (LinkKind.IN_NETWORK, scene.practice, network),
        (LinkKind.IN_FEDERATION, network, federation),
        (LinkKind.OWNED_BY, company, federation),
    ):
        links.open(
            kind=kind,
            source=source,
            target=target,
            from_on=date(2014, 4, 1),
            by=scene.officer,
        )
    gp = scene.user("GP member")
    scene.declares(gp, company, tie=Tie.DIRECTOR)
    item = scene.item(touches=scene.practice)
    settle_items([item])

    (row,) = scene.rows(item)
    trace = row.grounds.get().trace
    assert row.person == gp.person
    assert "Evening Doctors Ltd" in trace
    assert trace.index("Elm Federation") > 0
    assert trace.index("Elm Network") > 0
    assert scene.practice.name in trace


def test_story_11_new_interest_in_meeting(client, scene):
    """Declared in the room, due in 28 days, linked to the minute, confirmed by tap."""
    gp = scene.user("GP member")
    item = scene.item(touches=scene.practice)
    client.force_login(scene.officer)

    client.post(
        reverse("meetings:declare_at_item", args=[scene.gathering.pk]),
        {
            "person": gp.person_id,
            "item": item.pk,
            "description": "Her sister is a partner of the applicant.",
            "nature": Nature.FINANCIAL,
            "organisation": scene.practice.pk,
            "relationship": "sister",
        },
    )

    interest = Interest.objects.get()
    assert interest.source == SourceKind.MEETING
    assert interest.source_reference.startswith("Meeting of 15 June 2016, item 1")
    assert ConflictRow.objects.filter(item=item, person=gp.person).exists()
    bodies = scene.committees[0].organisations.all()
    (task,) = declared_in_rooms(bodies, scene.gathering.held_on)
    assert task.due_on == scene.gathering.held_on + timedelta(days=28)
    page = client.get(reverse("meetings:declared")).content.decode()
    assert "13 July 2016" in page

    letter, *reminders = Letter.objects.filter(about=f"interest:{interest.pk}")[::-1]
    assert (letter.kind, letter.person) == ("interest_spoken", gp.person)
    assert len(reminders) == 3
    where = reverse("conflicts:spoken", args=[interest.pk])
    assert where in registry.render(letter).text
    for user, status in ((scene.user("Registered nurse"), 404), (neighbour(), 404)):
        client.force_login(user)
        assert client.post(where, {"seen_version": 1}).status_code == status

    client.force_login(gp)
    assert "This is right" in client.get(where).content.decode()
    assert len(declared_in_rooms(bodies, scene.gathering.held_on)) == 1
    client.post(where, {"seen_version": 1})

    interest.refresh_from_db()
    assert interest.last_confirmed_on == scene.gathering.held_on
    assert declared_in_rooms(bodies, scene.gathering.held_on) == []
    waiting = Letter.objects.filter(about=f"interest:{interest.pk}").waiting()
    assert not waiting.exists()


def test_story_18_declared_and_seen_on_coming_items(client, scene):
    """I declare my spouse's employer, and see which coming items it touches."""
    gp = scene.user("GP member")
    provider = OrganisationFactory(kind="company", name="Community Provider Ltd")
    scene.item(touches=provider, title="Community services")
    interests.declare(
        declaration=declaration(
            organisation=provider,
            tie=Tie.EMPLOYEE,
            is_indirect=True,
            relationship="spouse",
            description="Spouse works as a manager",
        ),
        by=gp,
    )
    changes.settle_pending(limit=100)
    client.force_login(gp)

    page = client.get(reverse("meetings:my_items_touched")).content.decode()

    assert "Community services" in page
    assert scene.committees[0].name in page
    (ground,) = ConflictGround.objects.all()
    assert f"{gp.person}'s spouse is employed by Community Provider Ltd" in (
        ground.trace
    )

"""What it would mean to appoint somebody: counts, reasons, and whose it is to ask."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committees.enums import WithholdingPolicy
from committees.models import TermsOfReference
from conflicts.enums import Nature, PaperHandling, Participation
from conflicts.rules.treatments import NATIONAL, stored_of
from meetings.actions import conflict_rows
from meetings.enums import GatheringState, ScopeRole
from meetings.facts.forward_plan import agendas_planned
from meetings.facts.if_appointed import if_appointed
from meetings.models import ConflictRow, ItemScope
from tests.factories.conflicts import RuleSetFactory, declared, recorded
from tests.factories.decisions import neighbour, world
from tests.factories.meetings import OrganisationFactory
from tests.factories.people import PersonFactory, UserFactory
from tests.factories.plan import JULY, TODAY, meeting_on
from tests.factories.ways_out import RemedyFactory


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]


@pytest.fixture
def the_day():
    with time_machine.travel("2016-06-01 08:00", tick=False):
        yield


@pytest.fixture
def scene():
    return world(2)


@pytest.fixture
def candidate(scene):
    """Return somebody who sits nowhere, a partner in the practice."""
    person = PersonFactory(given_name="Zuleika", family_name="Candidate")
    recorded(
        person=person,
        by=scene.officer,
        organisation=scene.practice,
        source_on=TODAY,
    )
    return person


def get(client, user, url, status=200):
    client.force_login(user)
    response = client.get(url)
    assert response.status_code == status, response.status_code
    return " ".join(response.content.decode().split())


def page_of(person):
    return reverse("meetings:if_appointed_person", args=[person.pk])


def found_for(scene, person):
    agendas = agendas_planned(scene.officer.person_id, TODAY)
    return if_appointed(person, agendas, TODAY)


def test_counts_each_item_once_and_each_committee_for_itself(scene, candidate):
    scene.item(touches=scene.practice)
    scene.item(scene.sittings[0], touches=scene.practice)
    scene.item()
    july = meeting_on(JULY, scene)
    july.item(july.sittings[1])
    noted = scene.item(scene.sittings[0], touches=scene.practice)
    ItemScope.objects.filter(item=noted).update(role=ScopeRole.NOTE)
    RemedyFactory(item=scene.item(scene.sittings[0]), sitting=scene.sittings[0])

    found = found_for(scene, candidate)

    assert (found.whole.excluded, found.whole.decided) == (2, 4)
    assert found.whole.percent == 50
    shares = [(one.excluded, one.decided) for _committee, one in found.by_committee]
    assert shares == [(2, 3), (1, 3)]


def test_each_committees_own_rules_say_what_would_be_proposed(scene, candidate):
    note = (Participation.TAKE_PART, PaperHandling.GIVEN)
    RuleSetFactory(
        organisation=scene.committees[1].organisations.get(),
        proposed_treatments=stored_of(dict.fromkeys(NATIONAL, note)),
    )
    scene.item(touches=scene.practice)

    found = found_for(scene, candidate)

    shares = [(one.excluded, one.decided) for _committee, one in found.by_committee]
    assert shares == [(1, 1), (0, 1)]
    assert (found.whole.excluded, found.whole.decided) == (1, 1)


def test_says_why_and_what_would_be_proposed(client, scene, candidate):
    elsewhere = OrganisationFactory(practice=True)
    recorded(
        person=candidate,
        by=scene.officer,
        organisation=elsewhere,
        nature=Nature.PERSONAL,
        source_on=TODAY,
        description="Patient",
    )
    scene.item(touches=scene.practice, title="Premises in Romford")
    scene.item(touches=elsewhere, title="Premises in Hornchurch")
    scene.item(title="Budget")

    page = get(client, scene.officer, page_of(candidate))

    assert (
        "Dr Zuleika Candidate would be excluded from 2 of 3 decision items "
        "(67 per cent)" in page
    )
    assert "Leave for the item, papers withheld" in page
    assert "Discuss, then leave for the decision" in page
    assert scene.practice.name in page
    assert "Premises in Romford" in page
    assert "Budget" not in page
    assert not ConflictRow.objects.filter(person=candidate).exists()


def test_says_so_where_nothing_is_planned_or_nothing_touched(client, scene, candidate):
    assert "No meeting of the next half year has an item yet" in get(
        client, scene.officer, page_of(candidate)
    )
    scene.item()

    page = get(client, scene.officer, page_of(candidate))

    assert "excluded from 0 of 1 decision item (0 per cent)" in page
    assert "No interest on the register touches an item" in page


def test_finds_only_people_whose_interests_the_reader_may_see(client, scene, candidate):
    stranger = world(1).person("GP member")
    stranger.family_name = "Candidate"
    stranger.save()
    search = reverse("meetings:if_appointed") + "?q=candidate"

    page = get(client, scene.officer, search)

    assert page_of(candidate) in page
    assert page_of(stranger) not in page
    get(client, scene.officer, page_of(stranger), status=404)
    assert "Nobody whose interests you may read" in get(
        client, scene.officer, reverse("meetings:if_appointed") + "?q=nobody"
    )


def test_a_chair_asks_about_themself_alone(client, scene, candidate):
    chair = scene.user("Lay chair")
    scene.item(touches=scene.practice)

    assert "excluded from 0 of 1" in get(client, chair, page_of(chair.person))
    get(client, chair, page_of(candidate), status=404)


def test_is_for_those_who_look_ahead(client, scene, candidate):
    for url in (reverse("meetings:if_appointed"), page_of(candidate)):
        get(client, scene.user("Registered nurse"), url, status=403)
        get(client, UserFactory(password=None), url, status=404)
    get(client, neighbour(), page_of(candidate), status=404)


def test_neither_names_nor_counts_what_is_kept_from_the_reader(client, scene):
    TermsOfReference.objects.filter(committee=scene.committees[0]).update(
        withholding_policy=WithholdingPolicy.HIDE_TITLE
    )
    chair = scene.user("Lay chair")
    declared(by=chair, organisation=scene.practice)
    hidden = scene.item(touches=scene.practice, title="Zephyrine")
    conflict_rows.settle_items([hidden])
    scene.item(title="Known")

    page = get(client, chair, page_of(chair.person))

    assert "Zephyrine" not in page
    assert "excluded from 0 of 1 decision item" in page


def test_takes_as_many_queries_for_more_meetings_and_items(client, scene, candidate):
    def counted():
        get(client, scene.officer, page_of(candidate))
        with CaptureQueriesContext(connection) as asked:
            get(client, scene.officer, page_of(candidate))
        return len(asked)

    def fill(where, number):
        items = [where.item(touches=scene.practice) for _ in range(number)]
        conflict_rows.settle_items(items)

    scene.declares(scene.user("GP member"))
    fill(scene, 2)
    few = counted()
    fill(scene, 10)
    many = counted()
    for month in range(3):
        day = JULY.replace(month=7 + month)
        fill(meeting_on(day, scene, state=GatheringState.NOTICE_GIVEN), 2)

    assert counted() == many == few

"""Pages of the forward plan: what they say, to whom, and in how many queries."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.enums import PostRole
from committees.enums import WithholdingPolicy
from committees.models import TermsOfReference
from core.models import AuditEvent
from decisions.enums import Outcome
from meetings.actions import conflict_rows
from meetings.enums import GatheringState, ScopeRole
from meetings.models import Item, ItemScope
from tests.factories.committees import PostFactory, formed_group
from tests.factories.decisions import neighbour, world
from tests.factories.people import UserFactory
from tests.factories.plan import AUGUST, JULY, meeting_on
from tests.factories.ways_out import chooses, without_gp


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]
PLAN = "decisions:forward_plan"


@pytest.fixture
def the_day():
    with time_machine.travel("2016-06-15 08:00", tick=False):
        yield


@pytest.fixture
def scene():
    return world(2)


def get(client, user, name, *args, status=200):
    client.force_login(user)
    response = client.get(reverse(name, args=args))
    assert response.status_code == status, response.status_code
    return " ".join(response.content.decode().split())


def overseer(scene):
    user = UserFactory(password=None)
    PostFactory(
        person=user.person,
        organisation=scene.committees[0].organisations.get(),
        role=PostRole.GUARDIAN,
    )
    return user


def deferred(scene, **fields):
    item = scene.item(**{"title": "Premises in Romford", **fields})
    if not scene.gathering.presence_events.exists():
        scene.open()
    scene.decides(item, 0, Outcome.DEFERRED, "Deferred for figures.")
    return item


def test_plan_without_anything_says_so(client):
    officer = neighbour()

    page = get(client, officer, PLAN)

    assert "Nothing waits for a date" in page
    assert "No meeting whose conflicts you review is planned" in page
    assert "From 15 June 2016 to 15 December 2016." in page


def test_plan_says_what_waits_and_how_each_month_stands(client, scene):
    without_gp(scene, title="Surgery in Hornchurch")
    put_off = without_gp(scene, title="Put off", part="2", private_ground="Rents.")
    chooses(scene, put_off, "defer", reason="No deputy can come.")
    july = meeting_on(JULY, scene)
    july.item(july.sittings[1], title="Lease")

    page = get(client, scene.officer, PLAN)

    waits, meetings = page.split("Meetings to come")
    assert "Put off" in waits
    assert "No deputy can come." in waits
    assert "10 June 2016" in waits
    assert reverse("decisions:another_agenda", args=[put_off.pk]) in waits
    june, july_shown = meetings.split("July 2016", 1)
    assert "June 2016" in june
    for words in ("Not quorate", "Needed:", "Deferred", "Private part."):
        assert words in june
    assert "Lease" in july_shown
    assert "Not in scope" in july_shown
    assert "Of 4 answers below, 1 is not quorate." in meetings
    assert "counts as coming" in meetings


def test_plan_folds_what_is_only_noted(client, scene):
    scene.item(title="To decide")
    noted = scene.item(title="Risk register")
    ItemScope.objects.filter(item=noted).update(role=ScopeRole.NOTE)

    page = get(client, scene.officer, PLAN)

    assert "1 item of 15 June 2016 only to note" in page
    assert "Risk register" in page.split("only to note")[1]
    assert "Every committee can expect its quorum" in page


def test_plan_of_a_group_leaves_out_the_others(client, scene):
    group = formed_group(*scene.committees, by=scene.officer)
    scene.item(title="Together")
    other = world(1)
    PostFactory(
        person=scene.officer.person,
        organisation=other.committees[0].organisations.get(),
    )
    other.item(title="Elsewhere")
    url = reverse("decisions:forward_plan_of_group", args=[group.slug])

    whole = get(client, scene.officer, PLAN)
    narrowed = get(client, scene.officer, "decisions:forward_plan_of_group", group.slug)

    assert url in whole
    assert "Elsewhere" in whole
    assert "Together" in narrowed
    assert "Elsewhere" not in narrowed
    stranger = neighbour()
    get(client, stranger, "decisions:forward_plan_of_group", group.slug, status=404)
    nurse = scene.user("Registered nurse")
    get(client, nurse, "decisions:forward_plan_of_group", group.slug, status=403)


def test_plan_is_for_those_who_review_conflicts(client, scene):
    scene.item(title="Premises")
    for user in (scene.officer, scene.user("Lay chair"), overseer(scene)):
        assert "Premises" in get(client, user, PLAN)
    assert "Premises" not in get(client, neighbour(), PLAN)
    refusal = get(client, scene.user("Registered nurse"), PLAN, status=403)
    assert "Your own meetings are on the list of meetings." in refusal
    get(client, UserFactory(password=None), PLAN, status=404)
    get(client, UserFactory(person=None, administrator=True), PLAN, status=404)


def test_plan_shows_an_excluded_chair_no_withheld_title(client, scene):
    TermsOfReference.objects.filter(committee=scene.committees[0]).update(
        withholding_policy=WithholdingPolicy.HIDE_TITLE
    )
    chair = scene.user("Lay chair")
    scene.declares(chair)
    hidden = scene.item(touches=scene.practice, title="Zephyrine")
    conflict_rows.settle_items([hidden])
    july = meeting_on(JULY, scene, state=GatheringState.NOTICE_GIVEN)
    later = july.item(touches=scene.practice, title="Zymurgy")
    conflict_rows.settle_items([later])
    scene.open()
    for which in range(2):
        scene.decides(hidden, which, Outcome.DEFERRED, "Deferred.", as_it_happened=True)

    page = get(client, chair, PLAN)

    assert "Zephyrine" not in page
    assert "Zymurgy" not in page
    assert "Nothing waits for a date" in page
    officers = get(client, scene.officer, PLAN)
    assert "Zephyrine" in officers
    assert "Zymurgy" in officers


def test_plan_keeps_the_reason_from_a_chair_who_may_know_the_title_only(client, scene):
    chair = scene.user("Lay chair")
    scene.declares(chair)
    item = scene.item(touches=scene.practice, title="Known title")
    conflict_rows.settle_items([item])
    scene.open()
    scene.decides(item, 0, Outcome.DEFERRED, "Zircon.", as_it_happened=True)

    page = get(client, chair, PLAN)

    assert "Known title" in page
    assert "Kept from you" in page
    assert "Zircon" not in page
    assert reverse("meetings:item", args=[item.pk]) not in page


def test_plan_offers_the_next_step_to_officers_alone(client, scene):
    item = scene.item()
    url = reverse("decisions:another_agenda", args=[item.pk])

    assert url in get(client, scene.officer, PLAN)
    assert url not in get(client, scene.user("Lay chair"), PLAN)
    assert url not in get(client, overseer(scene), PLAN)


def test_plan_takes_as_many_queries_for_more_meetings_items_and_waiting(client, scene):
    gp = scene.user("GP member")
    scene.declares(gp)

    def fill(where, number):
        for _ in range(number):
            item = where.item(touches=scene.practice)
            where.treated(item, gp.person)
        chooses(where, item, "defer")

    def counted():
        get(client, scene.officer, PLAN)
        with CaptureQueriesContext(connection) as asked:
            get(client, scene.officer, PLAN)
        return len(asked)

    fill(scene, 2)
    few = counted()
    fill(scene, 10)
    many = counted()
    for month in range(3):
        day = JULY.replace(month=7 + month)
        fill(meeting_on(day, scene, state=GatheringState.NOTICE_GIVEN), 3)

    assert counted() == many == few


def test_plan_writes_nothing(client, scene):
    item = without_gp(scene)
    before = AuditEvent.objects.count()
    client.force_login(scene.officer)
    for url in (
        reverse(PLAN),
        reverse("decisions:another_agenda", args=[item.pk]),
        reverse("meetings:if_appointed"),
        reverse(
            "meetings:if_appointed_person", args=[scene.person("Registered nurse").pk]
        ),
    ):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        words = [query["sql"].split()[0] for query in asked]
        assert not {"INSERT", "UPDATE", "DELETE"} & set(words)
    assert AuditEvent.objects.count() == before


def test_putting_on_another_agenda_leads_back_to_the_plan(client, scene):
    item = deferred(scene)
    july = meeting_on(JULY, scene)
    august = meeting_on(AUGUST, scene, 1)
    url = reverse("decisions:another_agenda", args=[item.pk])

    form = get(client, scene.officer, "decisions:another_agenda", item.pk)
    assert "13 July 2016" in form
    assert "10 August 2016" not in form
    unanswered = client.post(url, {})
    assert "Select a meeting" in unanswered.content.decode()
    wrong = client.post(url, {"agenda": august.gathering.pk})
    assert wrong.status_code == 200

    done = client.post(url, {"agenda": july.gathering.pk}, follow=True)

    page = done.content.decode()
    assert "On the agenda of 13 July 2016" in page
    assert "Nothing waits for a date" in page
    assert Item.objects.get(gathering=july.gathering).continues == item
    again = get(client, scene.officer, "decisions:another_agenda", item.pk)
    assert "No committee has this item still to decide" in again


def test_putting_on_another_agenda_without_one_says_what_to_do(client, scene):
    item = deferred(scene)

    page = get(client, scene.officer, "decisions:another_agenda", item.pk)

    assert "Plan a meeting" in page
    assert "Put it on this agenda" not in page


def test_putting_on_another_agenda_is_for_officers(client, scene):
    item = scene.item()
    name = "decisions:another_agenda"
    get(client, scene.user("Lay chair"), name, item.pk, status=403)
    get(client, overseer(scene), name, item.pk, status=403)
    get(client, scene.user("Registered nurse"), name, item.pk, status=403)
    get(client, neighbour(), name, item.pk, status=404)

"""From the room to confirmed minutes: the pages an officer walks after a meeting."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from decisions.actions import approvals, minutes
from decisions.enums import MinutesState, Outcome
from decisions.models import Minutes, MinutesApproval
from meetings.actions import gatherings
from meetings.enums import GatheringState, Part
from tests.factories.decisions import neighbour, next_meeting, world
from tests.fixtures.pdf_files import text_of


pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return world(2)


@pytest.fixture
def closed(scene):
    """A meeting that was held and closed, with an issue of its minutes."""
    scene.item(title="Premises in Romford")
    scene.open()
    gatherings.advance(
        gathering=scene.gathering, to=GatheringState.HELD, by=scene.officer
    )
    issue(scene)
    return scene


def issue(scene, part=Part.ONE):
    return minutes.write_out(gathering=scene.gathering, part=part, by=scene.officer)


def get(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(name, args=args))


def post(client, user, name, *args, **said):
    client.force_login(user)
    return client.post(reverse(name, args=args), said, follow=True)


def text(response):
    return " ".join(response.content.decode().split())


def queries(client, user, name, *args):
    get(client, user, name, *args)
    with CaptureQueriesContext(connection) as asked:
        response = get(client, user, name, *args)
    assert response.status_code == 200
    return len(asked)


def state_of(scene):
    scene.gathering.refresh_from_db()
    return scene.gathering.state


def pages_of(scene):
    later = next_meeting(scene)
    decision = later.decides(later.item(title="Minutes"))
    (approval,) = approvals.approve(
        gathering=scene.gathering,
        part=Part.ONE,
        decisions=[decision],
        by=scene.officer,
    )
    return [
        ("decisions:close", scene.gathering.pk),
        ("decisions:reopen", scene.gathering.pk),
        ("decisions:minutes_approve", scene.gathering.pk, "1"),
        ("decisions:approval_take_back", approval.pk),
    ]


@pytest.mark.parametrize("method", ["get", "post"])
def test_pages_are_for_the_officer_alone(client, closed, method):
    ask = {"get": get, "post": post}[method]
    nurse, stranger = closed.user("Registered nurse"), neighbour()

    for page in pages_of(closed):
        assert ask(client, nurse, *page).status_code == 403, page
        assert ask(client, stranger, *page).status_code == 404, page
    assert state_of(closed) == GatheringState.MINUTES_DRAFT
    assert MinutesApproval.objects.standing().count() == 1


def test_officer_finds_the_way_from_the_room_to_the_minutes(client, scene):
    item = scene.item(title="Premises in Romford")
    scene.open()
    pk = scene.gathering.pk
    close = reverse("decisions:close", args=[pk])
    assert close in text(get(client, scene.officer, "meetings:room", pk))
    assert close in text(get(client, scene.officer, "meetings:gathering", pk))

    asked = text(get(client, scene.officer, "decisions:close", pk))
    assert "Nothing is recorded on these items" in asked
    assert reverse("decisions:item", args=[item.pk]) in asked
    for which in (0, 1):
        scene.decides(item, which)
    asked = text(get(client, scene.officer, "decisions:close", pk))
    assert "Every committee has recorded its decision" in asked
    done = post(client, scene.officer, "decisions:close", pk)

    assert state_of(scene) == GatheringState.HELD
    said = text(done)
    assert "Write out the minutes: part 1, in public" in said
    assert reverse("decisions:minutes", args=[pk, "1"]) in said
    assert close not in text(get(client, scene.officer, "meetings:room", pk))
    member = text(get(client, scene.user("GP member"), "meetings:gathering", pk))
    assert reverse("decisions:minutes", args=[pk, "1"]) in member
    assert reverse("decisions:minutes", args=[pk, "2"]) not in member


def test_close_twice_and_before_opening_changes_nothing(client, scene):
    scene.item()
    pk = scene.gathering.pk

    assert "has not been opened" in text(
        post(client, scene.officer, "decisions:close", pk)
    )
    assert state_of(scene) == GatheringState.NOTICE_GIVEN
    scene.open()
    post(client, scene.officer, "decisions:close", pk)
    again = text(post(client, scene.officer, "decisions:close", pk))

    assert "closed already" in again
    assert state_of(scene) == GatheringState.HELD


def test_reopen_keeps_the_reason(client, scene):
    scene.item()
    scene.open()
    pk = scene.gathering.pk
    post(client, scene.officer, "decisions:close", pk)
    assert reverse("decisions:reopen", args=[pk]) in text(
        get(client, scene.officer, "meetings:gathering", pk)
    )

    empty = post(client, scene.officer, "decisions:reopen", pk, reason="")
    assert "Enter the reason" in text(empty)
    post(client, scene.officer, "decisions:reopen", pk, reason="Item 3 was forgotten.")

    assert state_of(scene) == GatheringState.IN_SESSION


def test_reopen_minutes_in_draft_is_refused(client, closed):
    pk = closed.gathering.pk

    said = text(post(client, closed.officer, "decisions:reopen", pk, reason="Late."))

    assert "what can follow is" in said
    assert state_of(closed) == GatheringState.MINUTES_DRAFT


def test_approve_page_confirms_and_writes_it_into_the_minutes(client, closed):
    later = next_meeting(closed)
    item = later.item(title="Minutes of the last meeting")
    pk = closed.gathering.pk
    page = ("decisions:minutes_approve", pk, "1")
    assert "Put the minutes on the agenda of the next meeting" in text(
        get(client, closed.officer, *page)
    )
    given = [later.decides(item, which) for which in (0, 1)]

    asked = get(client, closed.officer, *page)
    assert text(asked).count("checked") == 2
    assert "Select at least one" in text(post(client, closed.officer, *page))
    done = post(
        client,
        closed.officer,
        *page,
        decisions=[one.pk for one in given],
        corrections="Item 1: Dr Bell spoke.",
    )

    said = text(done)
    assert "Confirmed minutes" in said
    assert given[0].reference in said
    assert "Write out an issue" not in said
    assert state_of(closed) == GatheringState.MINUTES_APPROVED
    confirmed = Minutes.objects.get(state=MinutesState.CONFIRMED)
    with confirmed.file.open("rb") as file:
        printed = " ".join(text_of(file.read()).split())
    assert "Issue 2: confirmed" in printed
    assert "approved them on 10 August 2016" in printed
    assert "Dr Bell spoke." in printed


def test_approve_page_of_an_unknown_part_is_404(client, closed):
    page = ("decisions:minutes_approve", closed.gathering.pk, "3")

    assert get(client, closed.officer, *page).status_code == 404


def test_approve_page_without_an_issue_leads_to_it(client, scene):
    scene.item()
    scene.open()
    page = ("decisions:minutes_approve", scene.gathering.pk, "1")

    assert "Write out an issue" in text(get(client, scene.officer, *page))


def test_take_back_page_opens_the_minutes_again(client, closed):
    later = next_meeting(closed)
    item = later.item(title="Minutes")
    given = approvals.approve(
        gathering=closed.gathering,
        part=Part.ONE,
        decisions=[later.decides(item, which) for which in (0, 1)],
        by=closed.officer,
    )
    minutes_page = get(
        client, closed.officer, "decisions:minutes", closed.gathering.pk, "1"
    )
    page = ("decisions:approval_take_back", given[0].pk)
    assert reverse(page[0], args=page[1:]) in text(minutes_page)

    done = post(client, closed.officer, *page, reason="The wrong meeting.")

    said = text(done)
    assert "Draft minutes" in said
    assert "confirmed, then an approval was taken back" in said
    assert "has not approved them yet" in said
    assert state_of(closed) == GatheringState.MINUTES_DRAFT


def test_public_page_says_whether_decisions_are_confirmed(client, closed):
    item = closed.gathering.items.get()
    type(item).objects.update(reference="PCC16/001")
    closed.decides(item)
    page = reverse("publishing:gathering", args=[closed.gathering.pk])
    assert "Unconfirmed" in text(client.get(page))

    type(closed.gathering).objects.update(state=GatheringState.MINUTES_APPROVED)

    assert "Confirmed: the committees have approved" in text(client.get(page))


def test_close_page_queries_stay_the_same_with_more_items(client, scene):
    for _ in range(2):
        scene.item()
    scene.open()
    page = ("decisions:close", scene.gathering.pk)
    few = queries(client, scene.officer, *page)
    for _ in range(4):
        scene.item()

    assert queries(client, scene.officer, *page) == few


def test_approve_page_queries_stay_the_same_with_more_decisions(client, closed):
    later = next_meeting(closed)
    page = ("decisions:minutes_approve", closed.gathering.pk, "1")
    later.decides(later.item())
    few = queries(client, closed.officer, *page)
    for _ in range(3):
        later.decides(later.item(), outcome=Outcome.RATIFIED)

    assert queries(client, closed.officer, *page) == few


def test_take_back_page_queries_stay_the_same_with_more_approvals(client, closed):
    later = next_meeting(closed)
    item = later.item(title="Minutes")

    def given(which):
        (approval,) = approvals.approve(
            gathering=closed.gathering,
            part=Part.ONE,
            decisions=[later.decides(item, which)],
            by=closed.officer,
        )
        return approval

    first = given(0)
    few = queries(client, closed.officer, "decisions:approval_take_back", first.pk)
    second = given(1)

    again = queries(client, closed.officer, "decisions:approval_take_back", second.pk)
    assert again == few

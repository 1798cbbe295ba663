"""Confirmed minutes are published by an officer, part 1 alone, and withdrawn with care."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conflicts.enums import PublicationState
from conflicts.models import Interest
from core.errors import RuleBroken
from core.models import AuditEvent
from decisions.actions import approvals, minutes
from decisions.enums import MinutesState
from decisions.models import Minutes, MinutesApproval
from meetings.actions import gatherings
from meetings.enums import GatheringState, Part
from publishing.actions.minutes import publish
from tests.factories.decisions import neighbour, next_meeting, world


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kept_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def scene():
    """A meeting with both parts, held and closed, its minutes written out."""
    return over(world(2))


@pytest.fixture
def approved(scene):
    return with_approvals(scene)


def over(scene):
    scene.item(title="Premises in Romford")
    scene.item(part=Part.TWO, title="Rent of Larkspur", private_ground="Commercial.")
    scene.open()
    scene.gathering = gatherings.advance(
        gathering=scene.gathering, to=GatheringState.HELD, by=scene.officer
    )
    for part in Part:
        minutes.write_out(gathering=scene.gathering, part=part, by=scene.officer)
    return scene


def with_approvals(scene):
    later = next_meeting(scene)
    for part in Part:
        item = later.item(
            title="Minutes of the last meeting", part=part, private_ground="As before."
        )
        approvals.approve(
            gathering=scene.gathering,
            part=part,
            decisions=[later.decides(item, which=which) for which in range(2)],
            by=scene.officer,
        )
    scene.gathering.refresh_from_db()
    return scene


def issue_of(scene, part=Part.ONE):
    return Minutes.objects.filter(gathering=scene.gathering, part=part).first()


def file_url(scene, part=Part.ONE):
    return reverse("publishing:minutes", args=[issue_of(scene, part).pk])


def page(client, scene):
    url = reverse("publishing:gathering", args=[scene.gathering.pk])
    return client.get(url).content.decode()


def press(client, user, scene):
    client.force_login(user)
    url = reverse("publishing:publish_minutes", args=[scene.gathering.pk])
    answer = client.post(url)
    client.logout()
    return answer


def test_publish_offers_part_one_to_anybody_and_moves_the_meeting_on(client, approved):
    assert client.get(file_url(approved)).status_code == 404

    answer = press(client, approved.officer, approved)

    approved.gathering.refresh_from_db()
    assert answer.status_code == 302
    assert approved.gathering.state == GatheringState.PUBLISHED
    assert AuditEvent.objects.filter(event="gathering.published").count() == 1
    assert file_url(approved) in page(client, approved)
    given = client.get(file_url(approved))
    assert given.status_code == 200
    assert b"".join(given).startswith(b"%PDF")
    assert "Larkspur" not in page(client, approved)
    assert client.get(file_url(approved, Part.TWO)).status_code == 404


def test_publish_offers_no_draft_issue(client, approved):
    draft = Minutes.objects.get(
        gathering=approved.gathering, part=Part.ONE, state=MinutesState.DRAFT
    )
    publish(gathering=approved.gathering, by=approved.officer)

    url = reverse("publishing:minutes", args=[draft.pk])

    assert client.get(url).status_code == 404


def test_publish_before_every_approval_is_refused_with_the_way_open(client, scene):
    with pytest.raises(RuleBroken, match="every committee has approved"):
        publish(gathering=scene.gathering, by=scene.officer)
    press(client, scene.officer, scene)

    scene.gathering.refresh_from_db()
    assert scene.gathering.state == GatheringState.MINUTES_DRAFT
    assert file_url(scene) not in page(client, scene)


def test_publish_is_for_those_who_keep_the_record(client, approved):
    assert press(client, neighbour(), approved).status_code == 404
    assert press(client, approved.user("Lay chair"), approved).status_code == 403
    with pytest.raises(RuleBroken):
        publish(gathering=approved.gathering, by=approved.user("Lay chair"))


def test_publish_twice_does_nothing_more(approved):
    publish(gathering=approved.gathering, by=approved.officer)
    publish(gathering=approved.gathering, by=approved.officer)

    assert AuditEvent.objects.filter(event="gathering.published").count() == 1


def test_publish_of_a_meeting_held_in_private_offers_nothing(client):
    scene = world(1)
    private = {"part": Part.TWO, "private_ground": "Commercial."}
    scene.item(title="Rent of Larkspur", **private)
    scene.open()
    scene.gathering = gatherings.advance(
        gathering=scene.gathering, to=GatheringState.HELD, by=scene.officer
    )
    minutes.write_out(gathering=scene.gathering, part=Part.TWO, by=scene.officer)
    later = next_meeting(scene)
    about = later.item(title="Minutes of the last meeting", **private)
    approvals.approve(
        gathering=scene.gathering,
        part=Part.TWO,
        decisions=[later.decides(about)],
        by=scene.officer,
    )

    published = publish(gathering=scene.gathering, by=scene.officer)

    assert published.state == GatheringState.PUBLISHED
    assert client.get(file_url(scene, Part.TWO)).status_code == 404
    assert file_url(scene, Part.TWO) not in page(client, scene)


def test_publish_refuses_what_the_register_withholds_by_now():
    scene = world(2)
    nurse = scene.user("Registered nurse")
    scene.declares(nurse)
    item = scene.item(touches=scene.practice)
    scene.treated(item, nurse.person)
    scene.open()
    scene.leaves(nurse.person, item)
    scene.gathering = gatherings.advance(
        gathering=scene.gathering, to=GatheringState.HELD, by=scene.officer
    )
    minutes.write_out(gathering=scene.gathering, part=Part.ONE, by=scene.officer)
    later = next_meeting(scene)
    about = later.item(title="Minutes of the last meeting")
    approvals.approve(
        gathering=scene.gathering,
        part=Part.ONE,
        decisions=[later.decides(about, which=which) for which in range(2)],
        by=scene.officer,
    )
    Interest.objects.update(publication=PublicationState.WITHHOLD)

    with pytest.raises(RuleBroken, match="withheld from the public register"):
        publish(gathering=scene.gathering, by=scene.officer)


def test_take_back_of_an_approval_withdraws_published_minutes(client, approved):
    publish(gathering=approved.gathering, by=approved.officer)

    approvals.take_back(
        approval=MinutesApproval.objects.filter(part=Part.ONE).first(),
        reason="Recorded for the wrong meeting.",
        by=approved.officer,
    )

    approved.gathering.refresh_from_db()
    assert approved.gathering.state == GatheringState.MINUTES_DRAFT
    assert client.get(file_url(approved)).status_code == 404
    assert file_url(approved) not in page(client, approved)


def test_minutes_page_shows_the_button_to_the_officer_when_approved(client, approved):
    url = reverse("decisions:minutes", args=[approved.gathering.pk, Part.ONE])
    press_here = reverse("publishing:publish_minutes", args=[approved.gathering.pk])

    client.force_login(approved.user("Lay chair"))
    assert press_here not in client.get(url).content.decode()
    client.force_login(approved.officer)
    assert press_here in client.get(url).content.decode()
    publish(gathering=approved.gathering, by=approved.officer)
    after = client.get(url).content.decode()

    assert press_here not in after
    assert reverse("publishing:gathering", args=[approved.gathering.pk]) in after


def test_public_page_with_minutes_takes_the_same_queries_with_twice_the_rows(
    client, approved
):
    publish(gathering=approved.gathering, by=approved.officer)
    approved.item(reference="PCC16/001")

    def count():
        with CaptureQueriesContext(connection) as asked:
            page(client, approved)
        return len(asked)

    few = count()
    for number in range(2, 6):
        approved.item(reference=f"PCC16/{number:03}")

    assert count() == few

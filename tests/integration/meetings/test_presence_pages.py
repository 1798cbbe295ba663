"""Pages of the room: who comes, who is there, and each committee's quorum."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committees.actions import deputies
from committees.enums import WithholdingPolicy
from committees.models import TermsOfReference
from meetings.actions import attendances
from meetings.enums import Capacity, Moment, Place, PresenceKind
from meetings.facts.room import room_of
from meetings.models import Attendance, PresenceEvent
from tests.factories.committees import BEGINNING, seat_of
from tests.factories.decisions import neighbour, world
from tests.factories.people import PersonFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return world(2)


def address(scene, name="room", *more):
    return reverse(f"meetings:{name}", args=[scene.gathering.pk, *more])


def get(client, user, url):
    client.force_login(user)
    return client.get(url)


def post(client, user, url, said=None):
    client.force_login(user)
    return client.post(url, said or {})


def text_of(response):
    return response.content.decode()


def at(hour, minute):
    return {
        "happened_at_0": "15",
        "happened_at_1": "6",
        "happened_at_2": "2016",
        "happened_at_3": f"{hour}:{minute:02}",
    }


@pytest.mark.parametrize("name", ["attendance", "room"])
def test_recording_pages_are_for_officers(client, scene, name):
    scene.item()
    scene.open()
    url = address(scene, name)

    assert get(client, scene.officer, url).status_code == 200
    assert get(client, neighbour(), url).status_code == 404
    assert get(client, scene.user("GP member"), url).status_code == 403
    client.logout()
    assert client.get(url).status_code == 302


def test_verbs_are_for_officers(client, scene):
    scene.open()
    event = PresenceEvent.objects.first()
    row = attendances.apologise(
        sitting=scene.sittings[0], person=scene.person("GP member"), by=scene.officer
    )
    for url in (
        address(scene, "presence_strike_out", event.pk),
        address(scene, "attendance_forget", row.pk),
    ):
        assert post(client, neighbour(), url).status_code == 404
        assert post(client, scene.user("GP member"), url).status_code == 403
        assert get(client, scene.officer, url).status_code == 405
        assert post(client, scene.officer, url).status_code == 302
    assert post(client, scene.officer, url).status_code == 404
    strange = address(scene, "presence_strike_out", 0)
    assert post(client, scene.officer, strange).status_code == 404


def test_attendance_records_apologies_and_a_deputy(client, scene):
    seat = seat_of(scene.committees[0], "GP member")
    person = PersonFactory()
    deputies.name(seat=seat, person=person, from_on=BEGINNING, by=scene.officer)
    sitting = scene.sittings[0]
    url = address(scene, "attendance")

    missing = post(client, scene.officer, url, {"act": "apologies"})
    assert "Select the seat" in text_of(missing)
    wrong = {
        "act": "apologies",
        "seat": f"{scene.sittings[1].pk}:"
        f"{seat_of(scene.committees[1], 'GP member').pk}",
        "deputy": f"{sitting.pk}:{seat.pk}:{person.pk}",
    }
    assert "not a deputy for that seat" in text_of(
        post(client, scene.officer, url, wrong)
    )
    said = {
        "act": "apologies",
        "seat": f"{sitting.pk}:{seat.pk}",
        "deputy": f"{sitting.pk}:{seat.pk}:{person.pk}",
    }
    assert post(client, scene.officer, url, said).status_code == 302

    assert Attendance.objects.filter(sent_apologies=True).count() == 1
    assert Attendance.objects.get(capacity=Capacity.DEPUTY).person == person
    assert "Apologies" in text_of(get(client, scene.officer, url))


def test_attendance_records_apologies_alone(client, scene):
    seat = seat_of(scene.committees[0], "GP member")

    post(
        client,
        scene.officer,
        address(scene, "attendance"),
        {"act": "apologies", "seat": f"{scene.sittings[0].pk}:{seat.pk}"},
    )

    assert Attendance.objects.get().sent_apologies


def test_attendance_records_a_guest_for_both(client, scene):
    guest = PersonFactory()
    url = address(scene, "attendance")
    said = {
        "act": "attending",
        "person": guest.pk,
        "capacity": Capacity.PRESENTER,
        "sittings": [one.pk for one in scene.sittings],
    }

    assert "Select the person" in text_of(
        post(client, scene.officer, url, said | {"person": ""})
    )
    assert post(client, scene.officer, url, said).status_code == 302
    assert Attendance.objects.filter(person=guest).count() == 2
    refused = post(
        client,
        scene.officer,
        url,
        said | {"person": scene.person("GP member").pk},
    )
    assert "already has a seat" in text_of(refused)
    assert Attendance.objects.count() == 2


def test_room_opens_with_who_is_ticked(client, scene):
    scene.item()
    page = text_of(get(client, scene.officer, address(scene)))
    assert "Open the meeting" in page
    here = [scene.person(title).pk for title in ("Lay chair", "GP member")]

    nobody = post(client, scene.officer, address(scene), at(14, 0))
    assert "Select everybody who is there" in text_of(nobody)
    response = post(
        client, scene.officer, address(scene), {"persons": here, **at(14, 0)}
    )

    assert response.status_code == 302, response.context["form"].errors
    assert PresenceEvent.objects.count() == 2
    assert "The room" in text_of(get(client, scene.officer, address(scene)))


def test_room_does_not_expect_who_sent_apologies(client, scene):
    gp = scene.person("GP member")
    attendances.apologise(sitting=scene.sittings[0], person=gp, by=scene.officer)

    page = text_of(get(client, scene.officer, address(scene)))

    assert str(gp) not in page
    assert str(scene.person("Lay chair")) in page


@pytest.mark.parametrize(
    ("kind", "place", "kept"),
    [
        (PresenceKind.OUT, "", Place.OUT),
        (PresenceKind.OUT, Place.TABLE, Place.OUT),
        (PresenceKind.IN, "", Place.TABLE),
        (PresenceKind.IN, Place.LOBBY, Place.LOBBY),
    ],
)
def test_room_records_a_movement(client, scene, kind, place, kept):
    item = scene.item()
    scene.open()
    gp = scene.person("GP member")
    said = {
        "person": gp.pk,
        "kind": kind,
        "place": place,
        "item": item.pk,
        "moment": Moment.BEFORE,
        **at(14, 30),
    }

    response = post(client, scene.officer, address(scene), said)

    assert response.status_code == 302, response.context["form"].errors
    assert response.url.endswith(f"?item={item.pk}")
    assert PresenceEvent.objects.filter(person=gp).latest("pk").place == kept


def test_room_shows_the_quorum_of_each_committee_for_the_item(client, scene):
    first, second = scene.item(), scene.item()
    scene.open()
    scene.leaves(scene.person("GP member"), first)
    scene.returns(scene.person("GP member"), first, Moment.AFTER)

    during = text_of(get(client, scene.officer, f"{address(scene)}?item={first.pk}"))
    after = text_of(get(client, scene.officer, f"{address(scene)}?item={second.pk}"))

    assert during.count("Not quorate") == 1
    assert "Not quorate" not in after
    assert "left before item 1 and returned after item 1" in after
    assert get(client, scene.officer, f"{address(scene)}?item=x").status_code == 200


def test_room_strikes_out_a_mistake(client, scene):
    item = scene.item()
    scene.open()
    left = scene.leaves(scene.person("GP member"), item)

    post(client, scene.officer, address(scene, "presence_strike_out", left.pk))

    room = room_of(scene.gathering)
    assert room.quorum(scene.sittings[0], item).is_quorate


def test_room_queries_stay_the_same_with_twice_the_rows(client, scene):
    def count():
        get(client, scene.officer, address(scene))
        with CaptureQueriesContext(connection) as asked:
            assert get(client, scene.officer, address(scene)).status_code == 200
        return len(asked)

    scene.item()
    scene.open()
    few = count()
    for _ in range(4):
        item = scene.item()
        scene.leaves(scene.person("Healthwatch"), item)
        scene.returns(scene.person("Healthwatch"), item, Moment.AFTER)
        attendances.attend(
            sitting=scene.sittings[0],
            person=PersonFactory(),
            capacity=Capacity.OBSERVER,
            by=scene.officer,
        )

    assert count() == few


def test_attendance_queries_stay_the_same_with_twice_the_rows(client, scene):
    url = address(scene, "attendance")

    def count():
        get(client, scene.officer, url)
        with CaptureQueriesContext(connection) as asked:
            assert get(client, scene.officer, url).status_code == 200
        return len(asked)

    few = count()
    for title in ("GP member", "Registered nurse"):
        attendances.apologise(
            sitting=scene.sittings[0], person=scene.person(title), by=scene.officer
        )
    for _ in range(3):
        attendances.attend(
            sitting=scene.sittings[1],
            person=PersonFactory(),
            capacity=Capacity.OBSERVER,
            by=scene.officer,
        )

    assert count() == few


def excluded_gp(scene, item):
    """Have a conflict of the first GP with an item ruled on: out for that item."""
    gp = scene.user("GP member")
    scene.declares(gp)
    scene.treated(item, gp.person)
    return gp.person


def test_room_is_followed_by_those_who_chair_and_recorded_by_none_of_them(
    client, scene
):
    scene.item()
    expected = {
        "chair": (scene.user("Lay chair"), 200, 403),
        "vice chair": (scene.user("Lay vice chair"), 200, 403),
        "other chair": (scene.user("Lay chair", 1), 200, 403),
        "seated": (scene.user("GP member"), 403, 403),
        "outsider": (neighbour(), 404, 404),
    }
    for is_open in (False, True):
        if is_open:
            scene.open()
        for role, (user, read, written) in expected.items():
            assert get(client, user, address(scene)).status_code == read, role
            assert post(client, user, address(scene)).status_code == written, role
    assert "Record an arrival" not in text_of(
        get(client, scene.user("Lay chair"), address(scene))
    )


def test_room_tells_the_chair_who_leaves_when_and_what_was_decided(client, scene):
    first = scene.item(touches=scene.practice, title="Premises in Romford")
    second = scene.item(title="Budget")
    gp = excluded_gp(scene, first)
    chair = scene.user("Lay chair")

    before = text_of(get(client, chair, address(scene)))
    scene.open()
    scene.leaves(gp, first)
    scene.returns(gp, first, Moment.AFTER)
    decision = scene.decides(second)
    during = text_of(get(client, chair, f"{address(scene)}?item={first.pk}"))

    assert "The meeting has not been opened" in before
    assert f"{gp} leaves before item 1, and comes back before item 2" in before
    assert "Needed: a GP; none is counted." in before
    assert f"{gp}: Out" in during
    assert during.count("Not quorate") == 1
    assert f"{decision.committee.short_name}: approved" in during


def test_room_hides_from_a_chair_the_item_whose_title_is_withheld(client, scene):
    TermsOfReference.objects.update(withholding_policy=WithholdingPolicy.HIDE_TITLE)
    chair = scene.user("Lay chair")
    scene.declares(chair)
    item = scene.item(touches=scene.practice, title="Premises in Romford")
    scene.item(title="Budget")
    scene.treated(item, chair.person, chair=scene.person("Lay vice chair"))
    scene.open()
    scene.decides(item, as_it_happened=True, wording="Secret words.")

    page = text_of(get(client, chair, f"{address(scene)}?item={item.pk}"))

    assert "Premises in Romford" not in page
    assert "Budget" in page
    assert reverse("decisions:item", args=[item.pk]) not in page


def test_following_the_room_asks_the_same_with_twice_the_rows(client, scene):
    chair = scene.user("Lay chair")

    def count():
        get(client, chair, address(scene))
        with CaptureQueriesContext(connection) as asked:
            assert get(client, chair, address(scene)).status_code == 200
        return len(asked)

    item = scene.item(touches=scene.practice)
    excluded_gp(scene, item)
    scene.open()
    scene.decides(scene.item())
    few = count()
    for _ in range(3):
        scene.treated(scene.item(touches=scene.practice), scene.person("GP member"))
        scene.decides(scene.item())

    assert count() == few


def test_meeting_page_leads_the_chair_to_the_room(client, scene):
    scene.item()
    url = reverse("meetings:gathering", args=[scene.gathering.pk])

    assert address(scene) in text_of(get(client, scene.user("Lay chair"), url))
    assert address(scene) not in text_of(get(client, scene.user("GP member"), url))

"""Who may open a copy: its reader while it is theirs, and an officer."""

from __future__ import annotations

import pytest

from commissioning.models import Post
from committees.models import Appointment
from core import clock
from meetings.models import Attendance
from packs.models import PackCopy
from people import door
from people.actors import PUBLIC, Task
from tests.factories.packs import (
    built,
    copy_of,
    dispatched,
    keep_from,
    raise_conflict,
    ready,
)


pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    cast, matters = ready()
    return cast, matters, dispatched(cast)


def code(user, copy):
    return door.may(user, "read", PackCopy.objects.get(pk=copy.pk)).code


def test_read_copy_its_reader_and_officers(world):
    cast, _, pack = world
    copy = copy_of(pack, cast.gp_seated)

    for role in ("gp_seated", "officer", "other_officer"):
        assert door.may(getattr(cast, role), "read", copy)
    for role in ("chair", "guardian", "deputy", "observer", "outsider"):
        assert code(getattr(cast, role), copy) == "not_yours"
    assert code(cast.neighbour_officer, copy) == "not_yours"
    assert code(PUBLIC, copy) == "not_yours"
    assert code(Task("builder"), copy) == "not_yours"


def test_read_copy_that_was_not_sent():
    cast, _ = ready()
    copy = copy_of(built(cast), cast.gp_seated)

    assert code(cast.gp_seated, copy) == "not_sent"
    assert door.may(cast.officer, "read", copy)


def test_read_copy_that_was_taken_back(world):
    cast, _, pack = world
    copy = copy_of(pack, cast.gp_seated)
    copy.revoked_at, copy.revoked_by = clock.now(), cast.officer
    copy.save()

    assert code(cast.gp_seated, copy) == "revoked"
    assert door.may(cast.officer, "read", copy)


def test_read_copy_of_an_edition_that_was_replaced(world):
    cast, matters, pack = world
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)
    new = dispatched(cast)

    assert code(cast.gp_seated, copy_of(pack, cast.gp_seated)) == "superseded"
    assert code(cast.chair, copy_of(pack, cast.chair)) == "superseded"
    assert door.may(cast.gp_seated, "read", copy_of(new, cast.gp_seated))


def test_read_copy_of_an_edition_that_never_went_out(world):
    cast, _, _ = world
    second = built(cast)
    dispatched(cast)

    assert code(cast.gp_seated, copy_of(second, cast.gp_seated)) == "not_sent"


def test_read_copy_after_a_late_conflict(world):
    cast, matters, pack = world
    raise_conflict(cast, matters["Alpha"], cast.gp_seated.person)

    assert code(cast.gp_seated, copy_of(pack, cast.gp_seated)) == "changed"
    assert door.may(cast.chair, "read", copy_of(pack, cast.chair))
    assert door.may(cast.officer, "read", copy_of(pack, cast.gp_seated))


def test_read_copy_with_what_was_withheld_from_the_beginning():
    cast, matters = ready()
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)

    assert door.may(cast.gp_seated, "read", copy_of(dispatched(cast), cast.gp_seated))


def test_read_copy_of_somebody_who_left_or_was_locked_out(world):
    cast, _, pack = world
    Appointment.objects.filter(person=cast.gp_seated.person).update(to_on="2016-05-31")
    cast.chair.is_active = False
    cast.chair.save()
    Attendance.objects.filter(person=cast.observer.person).delete()
    Post.objects.filter(person=cast.officer.person).update(to_on="2016-05-31")

    for role in ("gp_seated", "chair", "observer"):
        user = getattr(cast, role)
        assert code(user, copy_of(pack, user)) == "not_yours"
    assert code(cast.officer, copy_of(pack, cast.chair)) == "not_yours"


def test_build_and_send_stop_when_the_record_is_closed(world):
    cast, _, pack = world
    pack.gathering.state = "published"

    assert door.may(cast.officer, "build", pack).code == "agenda_closed"
    assert door.may(cast.officer, "send", pack).code == "agenda_closed"

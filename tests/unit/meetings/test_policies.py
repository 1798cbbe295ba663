"""The door's answers of the room, as a table: role × part × treatment × policy."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from committees.enums import WithholdingPolicy
from committees.models import Appointment, TermsOfReference
from core import clock
from meetings.enums import (
    ConflictState,
    GatheringState,
    PaperHandling,
    Participation,
    Sensitivity,
)
from meetings.facts.footing import gatherings_of
from meetings.models import ConflictRow, Gathering
from meetings.policies.gatherings import readable_items
from people import door
from people.actors import PUBLIC, Task
from tests.factories.meetings import (
    CoverSheetFactory,
    ItemFactory,
    PaperVersionFactory,
    gather,
)
from tests.factories.people import UserFactory


pytestmark = pytest.mark.django_db

ROLES = (
    "officer",
    "other_officer",
    "guardian",
    "chair",
    "gp_seated",
    "deputy",
    "observer",
    "outsider",
    "neighbour_officer",
)
READS_BOTH = {"officer", "other_officer", "guardian", "chair", "gp_seated", "deputy"}
KEEPS = {"officer", "other_officer"}


def conflict(item, user, *, papers=None, participation=None, state=None, sitting=None):
    """Put a row between a user's person and an item; treated when papers are said."""
    treated = papers is not None
    return ConflictRow.objects.create(
        item=item,
        sitting=sitting or item.gathering.sittings.first(),
        person=user.person,
        state=state or ConflictState.ACCEPTED,
        state_reason="Said so.",
        papers=papers or "",
        participation=(participation or Participation.LEAVE_ITEM) if treated else "",
        treatment_reason="The chair ruled." if treated else "",
        treated_at=clock.now() if treated else None,
        treated_by=UserFactory(password=None) if treated else None,
    )


def hide_titles(committee):
    TermsOfReference.objects.filter(committee=committee).update(
        withholding_policy=WithholdingPolicy.HIDE_TITLE
    )


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("is_private", [False, True], ids=["part 1", "part 2"])
def test_read_item_by_role_and_part(role, is_private):
    cast = gather(2)
    item = ItemFactory(gathering=cast.gathering, private=is_private)

    verdict = door.may(getattr(cast, role), "read", item)

    expected = role in READS_BOTH or (role == "observer" and not is_private)
    assert bool(verdict) is expected


@pytest.mark.parametrize(
    ("handling", "participation", "is_excluded"),
    [
        pytest.param(None, None, True, id="untreated"),
        pytest.param(PaperHandling.WITHHELD, None, True, id="papers withheld"),
        pytest.param(
            PaperHandling.GIVEN, Participation.NOT_ATTEND, True, id="not to attend"
        ),
        pytest.param(
            PaperHandling.GIVEN, Participation.LEAVE_ITEM, False, id="papers given"
        ),
    ],
)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("policy", list(WithholdingPolicy))
def test_read_item_exclusion_beats_all_but_the_record_keeper(
    role, policy, handling, participation, is_excluded
):
    cast = gather(2)
    user = getattr(cast, role)
    if policy == WithholdingPolicy.HIDE_TITLE:
        hide_titles(cast.committees[0])
    item = ItemFactory(gathering=cast.gathering)
    conflict(item, user, papers=handling, participation=participation)

    verdict = door.may(user, "read", item)
    title = door.may(user, "read_title", item)

    if role in {"outsider", "neighbour_officer"}:
        assert (verdict.code, bool(title)) == ("outsider", False)
    elif role in KEEPS or not is_excluded:
        assert verdict
        assert title
    elif policy == WithholdingPolicy.HIDE_TITLE:
        assert (verdict.code, bool(title)) == ("title_withheld", False)
    else:
        assert (verdict.code, bool(title)) == ("excluded", True)


@pytest.mark.parametrize("state", [ConflictState.DISMISSED, ConflictState.LAPSED])
def test_read_item_dead_row_excludes_nobody(state):
    cast = gather(1)
    item = ItemFactory(gathering=cast.gathering)
    conflict(item, cast.gp_seated, state=state)

    assert door.may(cast.gp_seated, "read", item)


def test_read_item_another_committee_row_excludes_everywhere():
    cast = gather(3)
    item = ItemFactory(gathering=cast.gathering)
    conflict(item, cast.gp_seated, sitting=cast.sittings[2])

    assert door.may(cast.gp_seated, "read", item).code == "excluded"


def test_read_item_strictest_committee_decides_on_the_title():
    cast = gather(2)
    hide_titles(cast.committees[1])
    item = ItemFactory(gathering=cast.gathering)
    conflict(item, cast.gp_seated, sitting=cast.sittings[0])
    conflict(item, cast.gp_seated, sitting=cast.sittings[1])

    assert not door.may(cast.gp_seated, "read_title", item)


def test_read_item_lead_and_author_read_their_own_in_draft():
    cast = gather(1, draft=True)
    lead, author = UserFactory(password=None), UserFactory(password=None)
    led = ItemFactory(gathering=cast.gathering, lead=lead.person, private=True)
    written = ItemFactory(gathering=cast.gathering)
    CoverSheetFactory(item=written, author=author.person)

    assert door.may(lead, "read", led)
    assert not door.may(lead, "read", written)
    assert door.may(author, "read", written)
    assert door.may(author, "read", cast.gathering)


def test_read_item_lead_with_a_conflict_is_excluded():
    cast = gather(1)
    item = ItemFactory(gathering=cast.gathering, lead=cast.observer.person)
    conflict(item, cast.observer)

    assert door.may(cast.observer, "read", item).code == "excluded"


@pytest.mark.parametrize(
    ("role", "reads"),
    [("officer", True), ("guardian", True), ("chair", True), ("gp_seated", False)],
)
def test_read_item_draft_is_for_those_who_prepare_it(role, reads):
    cast = gather(1, draft=True)
    item = ItemFactory(gathering=cast.gathering)

    assert bool(door.may(getattr(cast, role), "read", item)) is reads
    assert bool(door.may(getattr(cast, role), "read_title", item)) is reads


@pytest.mark.parametrize("actor", [PUBLIC, Task("pack")], ids=["public", "task"])
def test_read_refuses_actors_who_are_no_person(actor):
    cast = gather(1)
    item = ItemFactory(gathering=cast.gathering)

    assert not door.may(actor, "read", cast.gathering)
    assert not door.may(actor, "read", item)
    assert not door.may(actor, "edit", cast.gathering)


def test_read_gathering_of_someone_who_left_ends():
    cast = gather(1)
    Appointment.objects.filter(person=cast.gp_seated.person).update(
        to_on=cast.gathering.held_on
    )
    later = clock.today() > cast.gathering.held_on

    assert bool(door.may(cast.gp_seated, "read", cast.gathering)) is not later


def test_read_gathering_appointed_by_the_day_of_the_meeting():
    cast = gather(1, held_on=date(2090, 6, 14))
    Appointment.objects.filter(person=cast.gp_seated.person).update(
        from_on=date(2090, 6, 14)
    )

    assert door.may(cast.gp_seated, "read", cast.gathering)


def test_readable_items_agrees_with_the_single_answer_in_constant_queries():
    cast = gather(2)
    for number in range(12):
        item = ItemFactory(gathering=cast.gathering, private=number % 3 == 0)
        if number % 4 == 0:
            conflict(item, cast.gp_seated)

    for role in ROLES:
        user = getattr(cast, role)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            bulk = readable_items(user, cast.gathering)
        single = {
            item.pk: door.may(user, "read", item) for item in cast.gathering.items.all()
        }
        assert bulk == single
        assert len(queries) <= 5


def test_gatherings_of_agrees_with_the_door():
    casts = [gather(2), gather(1, draft=True)]
    lead = UserFactory(password=None)
    ItemFactory(gathering=casts[1].gathering, lead=lead.person)
    users = [getattr(cast, role) for cast in casts for role in ROLES] + [lead]

    for user in users:
        listed = set(gatherings_of(user.person_id, clock.today()))
        allowed = {
            one for one in Gathering.objects.all() if door.may(user, "read", one)
        }
        assert listed == allowed


@pytest.mark.parametrize("role", ROLES)
def test_edit_gathering_is_for_officers_of_any_committee(role):
    cast = gather(2)

    assert bool(door.may(getattr(cast, role), "edit", cast.gathering)) is (
        role in KEEPS
    )


def test_edit_gathering_closed_once_minutes_are_approved():
    cast = gather(1, state=GatheringState.MINUTES_APPROVED)

    assert door.may(cast.officer, "edit", cast.gathering).code == "agenda_closed"
    assert door.may(cast.officer, "record", cast.gathering)


@pytest.mark.parametrize("role", ROLES)
def test_record_sitting_is_for_its_own_officers(role):
    cast = gather(2)
    user = getattr(cast, role)

    assert bool(door.may(user, "record", cast.sittings[0])) is (role == "officer")
    assert bool(door.may(user, "record", cast.sittings[1])) is (role == "other_officer")


@pytest.mark.parametrize("role", ROLES)
def test_treat_conflict_by_role(role):
    cast = gather(2)
    item = ItemFactory(gathering=cast.gathering)
    row = conflict(item, UserFactory(password=None))

    allowed = bool(door.may(getattr(cast, role), "treat", row))

    assert allowed is (role in {"officer", "chair"})


@pytest.mark.parametrize("role", ["officer", "chair"])
def test_treat_conflict_never_ones_own(role):
    cast = gather(2)
    user = getattr(cast, role)
    row = conflict(ItemFactory(gathering=cast.gathering), user)

    assert door.may(user, "treat", row).code == "own_conflict"


def test_treat_conflict_convening_chair_rules_for_all_sittings():
    cast = gather(2)
    cast.gathering.convening_chair = cast.chair.person
    cast.gathering.save()
    row = conflict(
        ItemFactory(gathering=cast.gathering),
        UserFactory(password=None),
        sitting=cast.sittings[1],
    )

    assert door.may(cast.chair, "treat", row)


@pytest.mark.parametrize(
    ("sensitivity", "role", "reads"),
    [
        (Sensitivity.PUBLIC, "observer", True),
        (Sensitivity.PRIVATE, "observer", False),
        (Sensitivity.PRIVATE, "gp_seated", True),
        (Sensitivity.RESTRICTED, "observer", False),
        (Sensitivity.RESTRICTED, "guardian", True),
    ],
)
def test_read_version_by_sensitivity(sensitivity, role, reads):
    cast = gather(1)
    version = PaperVersionFactory(
        paper__item__gathering=cast.gathering, paper__sensitivity=sensitivity
    )

    assert bool(door.may(getattr(cast, role), "read", version)) is reads


def test_read_version_replaced_or_withdrawn_is_for_the_record():
    cast = gather(1)
    old = PaperVersionFactory(paper__item__gathering=cast.gathering)
    new = PaperVersionFactory(paper=old.paper, number=2)

    assert door.may(cast.gp_seated, "read", old).code == "paper_replaced"
    assert door.may(cast.gp_seated, "read", new)
    assert door.may(cast.officer, "read", old)

    new.paper.is_withdrawn = True
    new.paper.save()

    assert door.may(cast.gp_seated, "read", new).code == "paper_withdrawn"
    assert door.may(cast.chair, "read", new)


def test_read_version_excluded_with_its_item():
    cast = gather(1)
    version = PaperVersionFactory(paper__item__gathering=cast.gathering)
    conflict(version.paper.item, cast.gp_seated)

    assert door.may(cast.gp_seated, "read", version).code == "excluded"


def test_plan_is_for_officers_of_the_committees():
    cast = gather(2)

    assert door.may(cast.other_officer, "plan", cast.group)
    assert not door.may(cast.other_officer, "plan", cast.committees[0])
    assert door.may(cast.officer, "plan", cast.committees[0])
    assert not door.may(cast.neighbour_officer, "plan", cast.group)
    assert not door.may(PUBLIC, "plan", cast.group)

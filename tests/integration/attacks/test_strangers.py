"""Keys of somebody else's rows, in addresses and in forms: none of them works.

Each row is tried by its rightful person as well, who gets another answer: a row whose
address or fields mean nothing any more fails.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.urls import reverse

from meetings.actions import conflict_rows, presence
from meetings.enums import Place, PresenceKind
from tests.factories.conflicts import InterestFactory
from tests.factories.decisions import OPENED, World, opened_action, world
from tests.factories.meetings import ItemSubjectFactory, PaperVersionFactory
from tests.factories.room import AttendanceFactory


if TYPE_CHECKING:
    from django.test import Client

    from meetings.models import Item

pytestmark = pytest.mark.django_db


@pytest.fixture
def own():
    return world(2)


@pytest.fixture
def theirs():
    return world(2)


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


def _tried(client: Client, url: str, typed: dict[str, Any]) -> tuple[int, bool]:
    """Send a form and undo it; return the answer, and whether anything was written."""
    with transaction.atomic():
        before = _counts()
        status = client.post(url, typed).status_code
        is_written = _counts() != before
        transaction.set_rollback(True)
    return status, is_written


def _addresses(mine: World, item: Item, theirs: World, their_item: Item) -> list[str]:
    """Return addresses below one's own meeting, item or committee, with a key of another.

    Below `mine` where two keys stand in the address; where one stands, it is theirs.
    """
    gathering, slug = mine.gathering.pk, mine.committees[0].slug
    committee = theirs.committees[0]
    seat = committee.seats.get(title="GP member")
    person = theirs.person("GP member")
    subject = ItemSubjectFactory(item=their_item)
    attendance = AttendanceFactory(sitting=theirs.sittings[0])
    event = presence.record(
        gathering=theirs.gathering,
        person=person,
        kind=PresenceKind.OUT,
        place=Place.OUT,
        happened_at=OPENED,
        by=theirs.officer,
    )
    action = opened_action(theirs, their_item, theirs.person("Lay chair"))
    paper = PaperVersionFactory(paper__item=their_item).paper
    interest = InterestFactory(person=person)
    meeting, which = theirs.gathering.pk, their_item.pk
    return [
        reverse(name, args=args)
        for name, *args in (
            ("meetings:subject_remove", item.pk, subject.pk),
            ("meetings:conflict_treat", gathering, which, person.pk),
            ("meetings:attendance_forget", gathering, attendance.pk),
            ("meetings:presence_strike_out", gathering, event.pk),
            ("committees:appoint", slug, seat.pk),
            ("committees:name_deputy", slug, seat.pk),
            ("committees:enter_person", slug, seat.pk),
            ("committees:end_appointment", slug, seat.appointments.get().pk),
            ("committees:adopt_terms", committee.slug),
            ("committees:disestablish", committee.slug),
            ("meetings:item_edit", which),
            ("decisions:item", which),
            ("decisions:note", which),
            ("packs:build", meeting),
            ("decisions:minutes_write_out", meeting, "1"),
            ("meetings:cancel", meeting),
            ("decisions:action_close", action.pk),
            ("meetings:paper_withdraw", paper.pk),
            ("conflicts:record_gift", person.pk),
            ("conflicts:end", interest.pk),
        )
    ]


def test_addresses_with_keys_of_another_are_not_there(client, own, theirs):
    item, their_item = own.item(), theirs.item(touches=theirs.practice)
    theirs.open()
    addresses = _addresses(own, item, theirs, their_item)
    client.force_login(own.officer)

    answers = {url: _tried(client, url, {"reason": "x"}) for url in addresses}

    assert set(answers.values()) == {(404, False)}, answers


def test_addresses_are_there_for_whose_they_are(client, theirs):
    item = theirs.item(touches=theirs.practice)
    theirs.declares(theirs.user("GP member"))
    conflict_rows.settle_items([item])
    theirs.open()
    addresses = _addresses(theirs, item, theirs, item)
    client.force_login(theirs.officer)

    answers = {url: _tried(client, url, {"reason": "x"})[0] for url in addresses}

    assert set(answers.values()) <= {200, 302}, answers


@dataclass(frozen=True)
class Form:
    """A form on a page of one's own, with keys of another among what is typed."""

    name: str
    args: tuple[Any, ...]
    typed: dict[str, Any] = field(default_factory=dict)


def _forms(mine: World, item: Item, theirs: World, their_item: Item) -> list[Form]:
    gathering, sitting = mine.gathering.pk, theirs.sittings[-1].pk
    gp, own_gp = theirs.person("GP member"), mine.person("GP member")
    committee = theirs.committees[-1]
    seat = committee.seats.get(title="GP member")
    lay_chair = committee.seats.get(title="Lay chair")
    matter = {"title": "x", "part": "1", "purpose": "note", "availability": "verbal"}
    day = {"due_on_0": 1, "due_on_1": 1, "due_on_2": 2027}
    moment = {
        "happened_at_0": "15",
        "happened_at_1": "6",
        "happened_at_2": "2016",
        "happened_at_3": "14:30",
    }
    decided = {"outcome": "deferred", "wording": "x", "method": "consensus"}
    return [
        Form("meetings:item_add", (gathering,), {**matter, "lead": gp.pk}),
        Form(
            "meetings:item_add",
            (gathering,),
            {**matter, "reference_committee": committee.pk},
        ),
        Form(
            "meetings:conflict_add",
            (gathering,),
            {
                "item": their_item.pk,
                "person": gp.pk,
                "sittings": theirs.sittings[0].pk,
                "words": "x",
            },
        ),
        Form(
            "meetings:conflict_add",
            (gathering,),
            {
                "item": item.pk,
                "person": own_gp.pk,
                "sittings": theirs.sittings[0].pk,
                "words": "x",
            },
        ),
        Form(
            "decisions:action_add",
            (item.pk,),
            {"description": "x", "owner": gp.pk, **day},
        ),
        Form("decisions:item", (item.pk,), {"sittings": sitting, **decided}),
        Form(
            "committees:form_group",
            (),
            {
                "name": "x",
                "committees": [mine.committees[0].pk, committee.pk],
                "convening_seat": lay_chair.pk,
            },
        ),
        Form(
            "meetings:attendance",
            (gathering,),
            {
                "act": "attending",
                "person": theirs.officer.person_id,
                "sittings": sitting,
                "capacity": "observer",
            },
        ),
        Form(
            "meetings:attendance",
            (gathering,),
            {"act": "apologies", "seat": f"{sitting}:{seat.pk}"},
        ),
        Form(
            "meetings:room",
            (gathering,),
            {
                "person": gp.pk,
                "kind": "out",
                "item": item.pk,
                "moment": "before",
                **moment,
            },
        ),
    ]


def test_keys_of_another_in_forms_are_refused(client, own, theirs):
    item, their_item = own.item(), theirs.item()
    own.open()
    theirs.open()
    client.force_login(own.officer)

    for form in _forms(own, item, theirs, their_item):
        answer = _tried(client, reverse(form.name, args=form.args), form.typed)

        assert answer == (200, False), form


def test_keys_of_ones_own_in_forms_are_taken(client, theirs):
    item = theirs.item()
    theirs.open()
    client.force_login(theirs.officer)

    for form in _forms(theirs, item, theirs, item):
        answer = _tried(client, reverse(form.name, args=form.args), form.typed)

        assert answer == (302, True), form

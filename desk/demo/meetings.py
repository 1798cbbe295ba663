"""The meetings of the demonstration: planned, announced, and one of them held."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

from core import clock
from decisions.actions.another_agenda import put_on_another_agenda
from desk.demo import room, rulings
from desk.demo.agendas import read_agenda
from desk.demo.papers import hand_in
from meetings.actions import (
    conflict_rows,
    cover_sheets,
    gatherings,
    items,
    late_items,
    scopes,
)
from meetings.actions import subjects as item_subjects
from meetings.actions.cover_sheets import SheetFields
from meetings.actions.items import ItemFields
from meetings.enums import PaperAvailability, Part, Purpose, ScopeRole, SubjectRole


if TYPE_CHECKING:
    from desk.demo.agendas import LineText
    from desk.demo.bodies import Bodies
    from desk.demo.cast import Cast
    from desk.demo.organisations import Directory
    from meetings.models import Gathering, Item
    from people.models import User

Laid = list[tuple["LineText", "Item"]]
ROLES = {"D": ScopeRole.DECIDE, "R": ScopeRole.RECOMMEND, "N": ScopeRole.NOTE}
TITLE = "BHR primary care commissioning committees, meeting in common"
VENUE = "The Invented Hall, Exampleton Road, Romford"
APRIL, JUNE, AUGUST = date(2016, 4, 13), date(2016, 6, 15), date(2016, 8, 10)
PUT_OFF = "Loxford Green Surgery: Saturday mornings"


def hold_april(cast: Cast, found: Directory, bodies: Bodies) -> Gathering:
    """Plan, announce, hold and minute the meeting of 13 April 2016."""
    by = cast.users["officer"]
    with clock.standing_on(date(2016, 3, 16)):
        gathering = _plan_bhr(bodies, APRIL, JUNE, by)
    with clock.standing_on(date(2016, 3, 30)):
        laid = lay_out(gathering, "april", cast, found, by)
        room.invite(gathering, cast, by)
        gathering = announce(gathering, by)
    with clock.standing_on(date(2016, 4, 1)):
        room.rule(laid, cast)
    with clock.standing_on(date(2016, 4, 5)):
        room.send_pack(gathering, by)
    with clock.standing_on(date(2016, 4, 8)):
        laid += add_late(gathering, cast, found, by)
        room.send_supplement(gathering, by)
    with clock.standing_on(APRIL):
        room.meet(gathering, laid, cast, by)
    with clock.standing_on(date(2016, 4, 20)):
        room.minute(gathering, laid, by)
    with clock.standing_on(date(2016, 4, 25)):
        room.close_actions(laid, by)
    return gathering


def add_late(gathering: Gathering, cast: Cast, found: Directory, by: User) -> Laid:
    """Put an item on the agenda that notice did not name, with the chair's reason."""
    laid = lay_out(gathering, "april_late", cast, found, by)
    for line, item in laid:
        late_items.explain(item=item, words=line.reason, by=cast.users["chair"])
    conflict_rows.settle_items([item for _line, item in laid])
    room.rule(laid, cast)
    return laid


def plan_june(cast: Cast, found: Directory, bodies: Bodies) -> Gathering:
    """Plan and announce the meeting of 15 June; its conflicts wait for the chair."""
    by = cast.users["officer"]
    with clock.standing_on(date(2016, 5, 11)):
        gathering = _plan_bhr(bodies, JUNE, AUGUST, by)
    with clock.standing_on(date(2016, 5, 25)):
        lay_out(gathering, "june", cast, found, by)
        room.invite(gathering, cast, by)
        room.list_outside_clinicians(gathering, cast, by)
        rulings.go_on(gathering, cast)
    with clock.standing_on(date(2016, 5, 27)):
        rulings.stand(cast, bodies)
    with clock.standing_on(date(2016, 5, 31)):
        gathering = announce(gathering, by)
        room.answer_invitations(gathering, cast, by)
        rulings.go_through(gathering, cast)
        return gathering


def plan_august(april: Gathering, cast: Cast, bodies: Bodies) -> Gathering:
    """Plan the meeting of 10 August, with one of two items that April put off."""
    by = cast.users["officer"]
    with clock.standing_on(date(2016, 5, 27)):
        gathering = _plan_bhr(bodies, AUGUST, date(2016, 10, 12), by)
        item = april.items.get(title=PUT_OFF)
        put_on_another_agenda(item=item, gathering=gathering, by=by)
        return gathering


def plan_elsewhere(cast: Cast, found: Directory, bodies: Bodies) -> None:
    """Plan one meeting each for North Central London and for BaNES."""
    planned = (
        ("ncl", bodies.ncl, date(2016, 6, 23), "The Invented Rooms, Camden"),
        ("banes", bodies.banes, date(2016, 6, 21), "The Invented Guildhall, Bath"),
    )
    for key, committee, day, venue in planned:
        by = cast.users[key]
        with clock.standing_on(date(2016, 5, 18)):
            gathering = gatherings.plan(
                title=committee.name,
                held_on=day,
                starts_at_time=time(10, 0),
                ends_at_time=time(12, 0),
                venue=venue,
                committee=committee,
                by=by,
            )
            lay_out(gathering, key, cast, found, by)


def announce(gathering: Gathering, by: User) -> Gathering:
    """Give notice of a meeting, and let the matching look at its items."""
    gathering = gatherings.give_notice(gathering=gathering, by=by)
    conflict_rows.settle_items(gathering.items.matters())
    return gathering


def lay_out(
    gathering: Gathering, text: str, cast: Cast, found: Directory, by: User
) -> Laid:
    """Put the lines of a text on an agenda with their papers; return both in pairs."""
    laid: Laid = []
    parents: dict[str, Item] = {}
    for line in read_agenda(text):
        item = items.add(
            gathering=gathering,
            fields=_fields(line, cast),
            is_heading=line.is_heading,
            parent=parents[line.parent] if line.parent else None,
            by=by,
        )
        parents[line.key] = item
        laid.append((line, item))
        if not line.is_heading:
            _furnish(line, item, cast, found, by)
    return laid


def _plan_bhr(bodies: Bodies, day: date, following: date, by: User) -> Gathering:
    return gatherings.plan(
        title=TITLE,
        held_on=day,
        starts_at_time=time(14, 0),
        ends_at_time=time(16, 30),
        part_two_time=time(15, 55),
        venue=VENUE,
        next_held_on=following,
        group=bodies.bhr,
        by=by,
    )


def _fields(line: LineText, cast: Cast) -> ItemFields:
    return ItemFields(
        title=line.title,
        part=Part(line.part),
        private_ground=line.ground,
        lead=cast.persons[line.lead] if line.lead else None,
        purpose=Purpose(line.purpose),
        minutes_planned=line.minutes,
        availability=PaperAvailability(line.availability),
        function=line.function,
        value_pence=None if line.pounds is None else line.pounds * 100,
    )


def _furnish(
    line: LineText, item: Item, cast: Cast, found: Directory, by: User
) -> None:
    """Give an item its scope, those it touches, its cover sheet and its papers."""
    sittings = item.gathering.sittings.order_by("position")
    scopes.assign(
        item=item,
        roles={
            sitting: ROLES.get(letter)
            for sitting, letter in zip(sittings, line.scopes, strict=True)
        },
        by=by,
    )
    for name, role in line.subjects:
        item_subjects.add(
            item=item, organisation=found[name], role=SubjectRole(role), by=by
        )
    for code in line.practices_of:
        item_subjects.add(
            item=item,
            organisation=found[code],
            role=SubjectRole.AFFECTED,
            is_class=True,
            by=by,
        )
    if line.sheet:
        fields = SheetFields(author=cast.persons[line.lead], **_trimmed(line.sheet))
        cover_sheets.write(item=item, fields=fields, by=by)
    for paper in line.papers:
        hand_in(paper, item, by)


def _trimmed(words: dict[str, str]) -> dict[str, str]:
    return {name: said.strip() for name, said in words.items()}

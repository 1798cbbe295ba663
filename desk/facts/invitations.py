"""What the first screen asks of those who are invited to a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, Func, OuterRef, Q
from django.urls import reverse

from committees.enums import WithholdingPolicy
from committees.models import Appointment, TermsOfReference
from core.web.dates import long_date
from core.web.tables import TaskRow
from desk.facts.declarations import TO_DO
from meetings.actions.replies import OPEN_STATES
from meetings.enums import Capacity, Part
from meetings.facts.confirmations import ASKED_STATES
from meetings.models import (
    AgendaConfirmation,
    Attendance,
    ConfirmationAnswer,
    ConflictGround,
    ConflictRow,
    Gathering,
    Reply,
    Sitting,
)


if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import QuerySet

MOST_MEETINGS = 5


def asked_of_the_invited(person_id: int, day: date) -> Iterator[TaskRow]:
    """List what coming meetings ask somebody, in one query.

    Whether they come, of holders of seats, once for all committees they sit on; whether
    what was found about them is right; and where nothing was found, whether they have
    nothing to add (docs/field.md 6.3).
    """
    gatherings = (
        Gathering.objects.filter(held_on__gte=day, state__in=ASKED_STATES)
        .annotate(
            may_come=_unanswered_invitation(person_id),
            is_found=Exists(_unanswered_rows(person_id)),
            is_unread=_unread_agenda(person_id),
        )
        .filter(Q(may_come=True) | Q(is_found=True) | Q(is_unread=True))
        .order_by("held_on", "pk")
        .values("pk", "title", "held_on", "state", "may_come", "is_found", "is_unread")
    )
    for one in gatherings[:MOST_MEETINGS]:
        hint = f"{one['title']}, {long_date(one['held_on'])}"
        if one["may_come"] and one["state"] in OPEN_STATES:
            yield _task("Say whether you are coming", "meetings:reply", one["pk"], hint)
        if one["is_found"]:
            title = "Say whether what was found is right"
            yield _task(title, "meetings:my_agenda", one["pk"], hint)
        elif one["is_unread"]:
            title = "Say whether anything on the agenda touches you"
            yield _task(title, "meetings:my_agenda", one["pk"], hint)


def _unanswered_invitation(person_id: int) -> Q:
    held = Appointment.objects.filter(
        Q(to_on__isnull=True) | Q(to_on__gte=OuterRef("held_on")),
        person=person_id,
        from_on__lte=OuterRef("held_on"),
        seat__committee__sittings__gathering=OuterRef("pk"),
    )
    said = Reply.objects.filter(sitting__gathering=OuterRef("pk"), person=person_id)
    return Q(Exists(held), ~Exists(said))


def _unread_agenda(person_id: int) -> Q:
    """Say who comes and has not gone through an agenda, whatever was found of them.

    Holders of seats, the chairs and whoever attends; for a committee to which they sent
    apologies they do not come.
    """
    held = Appointment.objects.filter(
        Q(to_on__isnull=True) | Q(to_on__gte=OuterRef("gathering__held_on")),
        person=person_id,
        from_on__lte=OuterRef("gathering__held_on"),
        seat__committee=OuterRef("committee"),
    )
    at_sitting = Attendance.objects.filter(sitting=OuterRef("pk"), person=person_id)
    coming = Sitting.objects.filter(
        ~Exists(at_sitting.filter(sent_apologies=True)),
        Q(Exists(held))
        | Q(chair=person_id)
        | Q(gathering__convening_chair=person_id)
        | Q(Exists(at_sitting.exclude(capacity=Capacity.PUBLIC))),
        gathering=OuterRef("pk"),
    )
    said = AgendaConfirmation.objects.filter(gathering=OuterRef("pk"), person=person_id)
    return Q(Exists(coming), ~Exists(said))


def _unanswered_rows(person_id: int) -> QuerySet[ConflictRow]:
    """Return the conflicts of a gathering that somebody who comes is asked about.

    What is kept from them altogether is not: an item (or a part of one) whose title
    some version of the terms withholds, a part 2 item of those who only attend. Fewer
    are told here than are asked on the agenda's own page, never more.
    """
    said = ConfirmationAnswer.objects.filter(
        confirmation__person=person_id,
        row=OuterRef("row"),
        fingerprints__contains=Func(
            OuterRef("fingerprint"), template="ARRAY[%(expressions)s]"
        ),
    )
    unanswered = ConflictGround.objects.filter(~Exists(said), row=OuterRef("pk"))
    hides = TermsOfReference.objects.filter(
        committee=OuterRef("sitting__committee"),
        withholding_policy=WithholdingPolicy.HIDE_TITLE,
    )
    hidden = ConflictRow.objects.excluding().filter(
        Exists(hides),
        Q(item=OuterRef("item")) | Q(item__sub_items=OuterRef("item")),
        person=person_id,
    )
    return ConflictRow.objects.alive().filter(
        _comes_to_the_item(person_id),
        Exists(unanswered),
        ~Exists(hidden),
        person=person_id,
        item__is_withdrawn=False,
        item__gathering=OuterRef("pk"),
    )


def _comes_to_the_item(person_id: int) -> Q:
    """Say who is asked about an item: holders, the chairs, in part 1 whoever attends.

    And whoever leads it, wrote its cover sheet, presents it, or wrote or reviewed a
    paper: drafting is influence too.
    """
    seated = Appointment.objects.filter(
        Q(to_on__isnull=True) | Q(to_on__gte=OuterRef("item__gathering__held_on")),
        person=person_id,
        from_on__lte=OuterRef("item__gathering__held_on"),
        seat__committee__sittings__gathering=OuterRef("item__gathering"),
    )
    attends = Attendance.objects.filter(
        sitting__gathering=OuterRef("item__gathering"),
        person=person_id,
        sent_apologies=False,
    )
    return (
        Q(item__lead=person_id)
        | Q(item__cover_sheet__author=person_id)
        | Q(item__contributors__person=person_id)
        | Q(sitting__chair=person_id)
        | Q(item__gathering__convening_chair=person_id)
        | Q(Exists(seated))
        | Q(Exists(attends), item__part=Part.ONE)
    )


def _task(title: str, name: str, gathering: int, hint: str) -> TaskRow:
    url = reverse(name, args=[gathering])
    return TaskRow(title=title, url=url, hint=hint, status=TO_DO, colour="blue")

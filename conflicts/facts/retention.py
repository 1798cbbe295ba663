"""From rows to what the clock of retention needs, and what may be purged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, Max, OuterRef, Q, Subquery

from commissioning.models import Organisation, Post
from committees.models import Appointment, Committee, Deputy
from conflicts.facts.persons import entries_of
from conflicts.facts.rule_sets import rule_set_on, rule_sets_of
from conflicts.models import Interest, LegalHold, Office, Position
from conflicts.rules.retention import Ending, RetentionFacts, latest_end
from conflicts.rules.rule_sets import in_force_for
from core.models import AuditEvent
from core.web.dates import local_day


if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from conflicts.models.interest import InterestQuerySet
    from people.models import User

    Use = Callable[[Interest, date], str]
    Forget = Callable[[Interest, User, datetime], None]

_uses: list[Use] = []
_forgetters: list[Forget] = []


def tells_of_use(use: Use) -> Use:
    """Register what an upper room says an interest is still needed for, or nothing.

    It gets the interest and today, and answers with a sentence or an empty text.
    """
    _uses.append(use)
    return use


def forgets_purged(forget: Forget) -> Forget:
    """Register what an upper room does to its own copies when an interest is purged.

    It gets the interest, who purges and when, inside the transaction of the purge.
    """
    _forgetters.append(forget)
    return forget


def forgetters() -> list[Forget]:
    """Return what the rooms above do about a purge."""
    return list(_forgetters)


def retention_of(interest: Interest, today: date) -> RetentionFacts:
    """Return what the clock needs to know of one interest, with the longest years.

    Of several bodies that ever kept the register, the one that keeps it longest counts.
    """
    people = entries_of([interest.person_id]).order_by().values("pk")
    holds = LegalHold.objects.filter(person__in=people, lifted_at__isnull=True)
    return RetentionFacts(
        ended=_ending_of(interest),
        left=leaving_of(interest.person_id, today),
        private_years=_private_years(interest.person_id, today),
        is_purged=interest.purged_at is not None,
        held_because=tuple(holds.order_by("pk").values_list("reason", flat=True)),
        used_by=tuple(filter(None, (use(interest, today) for use in _uses))),
    )


def _ending_of(interest: Interest) -> Ending | None:
    """Return the last day of an interest, known since its versions have had one.

    An imported entry counts from its own day: the register that was taken in held it,
    and its years ran there.
    """
    if interest.to_on is None:
        return None
    since = None
    versions = interest.versions.order_by("-version")
    for to_on, known_from in versions.values_list("to_on", "known_from"):
        if to_on is None:
            break
        since = local_day(known_from)
    return Ending(interest.to_on, since)


def leaving_of(person_id: int, today: date) -> Ending | None:
    """Return a person's last day in any body; None while they belong to one, or never did.

    Known since the trail has of it: a seat ended today for a day long past starts no
    clock in the past.
    """
    people = entries_of([person_id]).order_by().values("pk")
    rows = Office.objects.filter(person__in=people)
    held = list(rows.values_list("kind", "row", "committee", "to_on"))
    days = [to_on for *_, to_on in held if to_on is not None]
    if not held or len(days) < len(held) or max(days) >= today:
        return None
    told = _told_of(held).aggregate(latest=Max("happened_at"))["latest"]
    return Ending(max(days), local_day(told) if told else None)


def _told_of(
    held: Iterable[tuple[str, int, int | None, date | None]],
) -> QuerySet[AuditEvent]:
    """Return what the trail has of offices: that they were entered, corrected, ended."""
    about = Q(pk__in=[])
    for kind, row, committee_id, _ in held:
        about |= Q(target_type=kind, target_key=str(row))
        # A seat is ended before its committee; a deputyship ends with it.
        if kind == Office.DEPUTY:
            about |= Q(
                event="committee.disestablished",
                target_type=Committee._meta.label,
                target_key=str(committee_id),
            )
    return AuditEvent.objects.filter(about).exclude(event="person.merged_here")


def bodies_ever_of(person_id: int) -> set[int]:
    """Return the bodies (ids) a person ever sat for or worked for, in one query."""
    people = entries_of([person_id]).order_by().values("pk")
    bodies = "seat__committee__organisations"
    keys = (
        Appointment.objects.filter(person__in=people)
        .order_by()
        .values_list(bodies)
        .union(
            Deputy.objects.filter(person__in=people).order_by().values_list(bodies),
            Post.objects.filter(person__in=people)
            .order_by()
            .values_list("organisation"),
            Position.objects.filter(person__in=people)
            .order_by()
            .values_list("organisation"),
        )
    )
    return {key for (key,) in keys if key is not None}


def may_be_purged(organisation: Organisation, today: date) -> InterestQuerySet:
    """Return a body's interests whose time is over and which no hold keeps.

    They ended, or the person left every body (`left_on`), so many years ago.
    The time is the body's own; where another body keeps one of them longer, or a
    meeting rests on it, the purge itself is refused and says so.
    """
    years = rule_set_on(organisation, today).private_years_after_end
    holds = LegalHold.objects.filter(
        Q(person=OuterRef("person")) | Q(person__merged_into=OuterRef("person")),
        lifted_at__isnull=True,
    )
    latest = latest_end(today, years)
    theirs = Office.objects.filter(person=OuterRef("person"))
    still_there = theirs.filter(Q(to_on__isnull=True) | Q(to_on__gt=latest))
    over = Interest.objects.filter(
        Q(to_on__lte=latest) | ~Exists(still_there), purged_at__isnull=True
    ).annotate(left_on=Subquery(theirs.order_by("-to_on").values("to_on")[:1]))
    return over.filter(ever_of(organisation)).exclude(Exists(holds))


def ever_of(organisation: Organisation) -> Q:
    """Return the condition (on `person`) for whoever was ever anything to a body."""
    rows = (
        Appointment.objects.filter(seat__committee__organisations=organisation),
        Deputy.objects.filter(seat__committee__organisations=organisation),
        Post.objects.filter(organisation=organisation),
        Position.objects.filter(organisation=organisation),
    )
    condition = Q()
    for each in rows:
        condition |= Q(person__in=each.order_by().values("person"))
    return condition


def standing_holds(organisation: Organisation) -> list[LegalHold]:
    """Return the holds that stand on the people of a body, newest first."""
    rows = LegalHold.objects.filter(ever_of(organisation), lifted_at__isnull=True)
    return list(rows.select_related("person", "organisation", "placed_by__person"))


def _private_years(person_id: int, today: date) -> int:
    bodies = Organisation.objects.filter(pk__in=bodies_ever_of(person_id))
    national = in_force_for(rule_sets_of(None), None, today)
    return max(
        national.private_years_after_end,
        *(rule_set_on(body, today).private_years_after_end for body in bodies),
        0,
    )

"""From rows to what a person's own page shows: limits, questions, requests, history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import (
    Case,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Least

from conflicts.enums import Answer, ReviewAct
from conflicts.facts.agreements import agreed_before_a_change
from conflicts.facts.persons import entries_of
from conflicts.facts.rule_sets import facts_of
from conflicts.models import (
    Attestation,
    Confirmation,
    DeclarationRequest,
    Interest,
    Office,
    Position,
    Review,
    RuleSet,
)
from conflicts.rules.rule_sets import RuleSetFacts, in_force_for


if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Limits:
    """How many days one person has to declare: the strictest of their bodies' rules.

    `spells` are the bodies (ids) they belonged to, each from when to when. Whoever
    belonged to none on a day is judged by the national rules.
    """

    rule_sets: tuple[RuleSetFacts, ...]
    spells: tuple[tuple[int, date, date | None], ...]

    def days_on(self, day: date) -> int:
        """Return the days to declare in force on `day`."""
        return min(each.declare_within_days for each in self._in_force_on(day))

    def days_to_register_on(self, day: date) -> int:
        """Return the days from awareness to the register in force on `day`."""
        return min(each.register_within_days for each in self._in_force_on(day))

    def reminders_on(self, day: date) -> tuple[int, ...]:
        """Return after how many days to remind of confirming what was said on `day`."""
        strictest = min(
            self._in_force_on(day),
            key=lambda each: (each.declare_within_days, each.rule_set_id),
        )
        return strictest.spoken_remind_after_days

    def _in_force_on(self, day: date) -> list[RuleSetFacts]:
        bodies: set[int | None] = {
            body
            for body, first, last in self.spells
            if first <= day and (last is None or last >= day)
        }
        return [in_force_for(self.rule_sets, body, day) for body in bodies or {None}]


class DaysToDeclare(Func):
    """The limit by which rows with `person` and `declared_on` are judged.

    The same answer as `Limits.days_on` gives, asked of the database for many at once.
    """

    function = "conflicts_days_to_declare"
    output_field = IntegerField()

    def __init__(self) -> None:
        super().__init__(F("person_id"), F("declared_on"))


def days_to_declare_if_it_took_any() -> Case:
    """Return the limit by which rows are judged, worked out only where it may matter.

    What was declared on the day it arose, or before, is late by no limit, nor is what
    has neither day: of those it is 0.
    """
    began = Least("arose_on", "became_aware_on")
    return Case(
        When(declared_on__gt=began, then=DaysToDeclare()),
        default=Value(0),
    )


def with_limits(interests: QuerySet[Interest]) -> Iterator[tuple[Interest, int]]:
    """Yield interests, each with the days within which it was to be declared."""
    for interest in interests.annotate(limit=DaysToDeclare()):
        yield interest, interest.limit


def limits_of(person_id: int) -> Limits:
    """Return the limits of declaring for one person on any day, in two queries."""
    held = Office.objects.filter(
        person__in=entries_of([person_id]).order_by().values("pk"),
        organisation__isnull=False,
    )
    spells = held.order_by().values_list("organisation_id", "from_on", "to_on")
    found: tuple[tuple[int, date, date | None], ...] = tuple(spells)
    rows = RuleSet.objects.applying_to({body for body, _, _ in found})
    return Limits(tuple(facts_of(row) for row in rows), found)


def questions_waiting(person_ids: Collection[int]) -> QuerySet[Review]:
    """Return the questions on these persons' interests that nobody has answered."""
    last = Review.objects.filter(interest=OuterRef("interest")).order_by("-pk")
    return Review.objects.filter(
        interest__person__in=list(person_ids),
        act=ReviewAct.QUESTION,
        pk=Subquery(last.values("pk")[:1]),
    ).select_related("interest__organisation", "interest__person", "written_by__person")


def said_to_have_changed(person_id: int) -> QuerySet[Interest]:
    """Return the interests said to have changed in a return and not corrected since."""
    said = Confirmation.objects.filter(
        answer=Answer.CHANGED,
        interest__person=person_id,
        version=F("interest__version"),
    )
    return Interest.objects.filter(pk__in=said.values("interest")).select_related(
        "organisation"
    )


def requests_open(person_id: int) -> QuerySet[DeclarationRequest]:
    """Return what the person is asked to confirm and has not yet, by day due."""
    return (
        DeclarationRequest.objects.unanswered()
        .filter(person=person_id)
        .select_related("campaign__organisation")
        .order_by("due_on", "pk")
    )


def waiting_for_manager(manager_id: int, day: date) -> QuerySet[Interest]:
    """Return what those a person (id) manages hold, where the manager has yet to agree.

    Nothing is agreed, or it was agreed before the interest was changed.
    """
    managed = Position.objects.held_on(day).filter(line_manager=manager_id)
    held = Interest.objects.open_on(day).filter(
        person__in=managed.order_by().values("person")
    )
    changed = agreed_before_a_change(held).order_by().values("pk")
    return (
        held.filter(Q(mitigation="") | Q(pk__in=changed))
        .select_related("person", "organisation")
        .order_by("declared_on", "pk")
    )


def last_return(person_id: int) -> Attestation | None:
    """Return the person's latest return, a nil return as well."""
    return Attestation.objects.filter(person__in=entries_of([person_id])).first()

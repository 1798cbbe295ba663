"""What a guardian's year comes to, counted from the rows; upper rooms add their own."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from conflicts.enums import BreachState, Outcome
from conflicts.facts.breaches import breaches_in
from conflicts.facts.declaring import DaysToDeclare
from conflicts.facts.gifts import lateness_in_days
from conflicts.facts.interests import persons_of_organisation
from conflicts.facts.rule_sets import rule_set_on
from conflicts.models import (
    GiftOffer,
    GuardianAdvice,
    Interest,
    Office,
    PublicationDecision,
    TrainingCompletion,
)
from conflicts.rules.lateness import assess_lateness


if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import Any

    from django.db.models import QuerySet

    from commissioning.models import Organisation

    Count = Callable[[Organisation, date, date], int]


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a guardian's year, with the words that stand beside it."""

    code: str
    label: str
    value: int


_added: dict[str, tuple[str, Count]] = {}


def counts(code: str, label: str) -> Callable[[Count], Count]:
    """Register a figure of an upper room: body, first and last day in, a number out.

    Raises:
      ValueError: the code is taken.
    """

    def register(count: Count) -> Count:
        if code in _added:
            raise ValueError(f"Two functions count {code!r}.")
        _added[code] = (label, count)
        return count

    return register


def figures_of(organisation: Organisation, first: date, last: date) -> list[Figure]:
    """Count a body's year, both days included, in a constant number of queries."""
    return [
        *_register_figures(organisation, first, last),
        *_training_figures(organisation, last),
        *_gift_figures(organisation, first, last),
        *_breach_figures(organisation, first, last),
        *_guardian_figures(organisation, first, last),
        *(
            Figure(code, label, count(organisation, first, last))
            for code, (label, count) in _added.items()
        ),
    ]


def as_rows(figures: list[Figure]) -> list[dict[str, Any]]:
    """Return figures as plain values, to be frozen with an attestation."""
    return [asdict(figure) for figure in figures]


def _register_figures(
    organisation: Organisation, first: date, last: date
) -> list[Figure]:
    persons = persons_of_organisation(organisation, last)
    belonging = _belonging_between(organisation, first, last)
    declared = (
        Interest.objects.filter(
            person__in=belonging.values("person"),
            declared_on__range=(first, last),
        )
        .annotate(limit=DaysToDeclare())
        .values_list("arose_on", "became_aware_on", "declared_on", "limit")
    )
    late = sum(
        assess_lateness(
            arose_on=arose, aware_on=aware, declared_on=on, limit_days=limit
        ).is_late
        for arose, aware, on, limit in declared
    )
    return [
        Figure("people", "People on the register at the end", persons.count()),
        Figure("declared", "Interests declared", len(declared)),
        Figure("declared_late", "Interests declared late", late),
    ]


def _training_figures(organisation: Organisation, last: date) -> list[Figure]:
    required = rule_set_on(organisation, last).required_modules
    persons = persons_of_organisation(organisation, last).order_by()
    valid = TrainingCompletion.objects.filter(
        person__in=persons.values("pk"),
        module__in=required,
        completed_on__lte=last,
        expires_on__gte=last,
    )
    held: dict[int, set[str]] = {}
    for person_id, module in valid.order_by().values_list("person_id", "module"):
        held.setdefault(person_id, set()).add(module)
    trained = sum(modules >= set(required) for modules in held.values())
    return [
        Figure(
            "trained", "People whose required training was valid at the end", trained
        )
    ]


def _gift_figures(organisation: Organisation, first: date, last: date) -> list[Figure]:
    entries = list(
        GiftOffer.objects.filter(organisation=organisation, correction__isnull=True)
        .offered_between(first, last)
        .select_related("rule_set")
    )
    return [
        Figure("gifts", "Offers on the register of gifts", len(entries)),
        Figure(
            "gifts_declined",
            "Offers declined",
            sum(entry.outcome == Outcome.DECLINED for entry in entries),
        ),
        Figure(
            "gifts_late",
            "Offers declared late",
            sum(lateness_in_days(entry) > 0 for entry in entries),
        ),
        Figure(
            "gifts_against",
            "Offers accepted against the advice",
            sum(entry.is_against_advice for entry in entries),
        ),
    ]


def _breach_figures(
    organisation: Organisation, first: date, last: date
) -> list[Figure]:
    found = list(
        breaches_in(organisation, first, last).values_list(
            "about", "state", "published_at", "nhs_england_told_on"
        )
    )
    states = [state for _, state, _, _ in found]
    breaches = [row for row in found if row[1] == BreachState.CLOSED]
    return [
        Figure("reported", "Possible breaches reported or drafted", len(found)),
        Figure("breaches", "Closed as a breach", len(breaches)),
        Figure("no_breach", "Closed as no breach", states.count(BreachState.NO_BREACH)),
        Figure(
            "waiting",
            "Possible breaches still open",
            states.count(BreachState.REPORTED)
            + states.count(BreachState.INVESTIGATING),
        ),
        Figure(
            "published", "Breaches published", sum(bool(row[2]) for row in breaches)
        ),
        Figure("told", "NHS England told of", sum(bool(row[3]) for row in breaches)),
        # Each irregular decision drafts exactly one breach, about itself.
        Figure(
            "irregular",
            "Decisions recorded as irregular",
            sum(about.startswith("decision:") for about, _, _, _ in found),
        ),
    ]


def _guardian_figures(
    organisation: Organisation, first: date, last: date
) -> list[Figure]:
    belonging = _belonging_between(organisation, first, last)
    decided = PublicationDecision.objects.filter(
        Q(interest__person__in=belonging.values("person"))
        | Q(gift__organisation=organisation),
        decided_at__date__range=(first, last),
    )
    advice = GuardianAdvice.objects.filter(
        organisation=organisation, given_on__range=(first, last)
    )
    return [
        Figure("decided", "Decisions on publication", decided.count()),
        Figure("advice", "Advice given", advice.count()),
    ]


def _belonging_between(
    organisation: Organisation, first: date, last: date
) -> QuerySet[Office]:
    """Return what anybody held there on any day of a year, of those who left as well."""
    held = Office.objects.filter(organisation=organisation, from_on__lte=last)
    return held.exclude(to_on__lt=first).order_by()

"""From rows to the list of who has not confirmed: since when, asked when, how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conflicts.facts.cycle import attestations_of, last_letters, last_requests
from conflicts.facts.duties import holdings_of
from conflicts.facts.rule_sets import rule_set_on
from conflicts.rules.cycle import Count, is_confirmed
from conflicts.rules.duties import Duty, assess_duties
from people.models import Person


if TYPE_CHECKING:
    from datetime import date

    from commissioning.models import Organisation
    from conflicts.models import DeclarationRequest
    from notices.models import Letter


@dataclass(frozen=True, slots=True)
class Missing:
    """Somebody who must declare and has not: `request` is the last one they got."""

    person: Person
    duty: Duty
    last_confirmed_on: date | None
    request: DeclarationRequest | None
    letter: Letter | None
    days_overdue: int

    @property
    def waits(self) -> bool:
        """Say whether a request waits for this person's answer."""
        return self.request is not None and is_waiting(self.request)


@dataclass(frozen=True, slots=True)
class WhoHasNot:
    """Who has not confirmed on a day, those longest overdue first."""

    rows: tuple[Missing, ...]
    count: Count


def who_has_not(organisation: Organisation, day: date) -> WhoHasNot:
    """Return who must declare to a body and has not confirmed, or has not answered.

    In nine queries, however many people.
    """
    rules = rule_set_on(organisation, day)
    duties = assess_duties(holdings_of(organisation, day, day), day=day, rules=rules)
    attested = attestations_of(duties.keys(), until=day)
    requests = last_requests(organisation)
    confirmed = {
        each
        for each in duties
        if is_confirmed(attested.get(each, ()), day=day, rules=rules)
    }
    wanted = {
        each
        for each in duties
        if each not in confirmed
        or ((request := requests.get(each)) and is_waiting(request))
    }
    persons = Person.objects.in_bulk(list(wanted))
    letters = last_letters([requests[each].pk for each in wanted & requests.keys()])
    rows = []
    for each in wanted:
        request = requests.get(each)
        rows.append(
            Missing(
                person=persons[each],
                duty=duties[each],
                last_confirmed_on=max(attested.get(each, ()), default=None),
                request=request,
                letter=letters.get(request.pk) if request else None,
                days_overdue=_days_overdue(request, day),
            )
        )
    rows.sort(key=_order)
    return WhoHasNot(tuple(rows), Count(len(confirmed), len(duties)))


def is_waiting(request: DeclarationRequest) -> bool:
    """Say whether nobody has answered or dropped a request yet."""
    return request.answered_by_id is None and request.dropped_at is None


def _days_overdue(request: DeclarationRequest | None, day: date) -> int:
    if request is None or not is_waiting(request):
        return 0
    return max(0, (day - request.due_on).days)


def _order(row: Missing) -> tuple[int, str, str, int]:
    person = row.person
    return (-row.days_overdue, person.family_name, person.given_name, person.pk)

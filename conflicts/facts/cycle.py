"""From rows to facts: who has confirmed, who was asked, and what became of the letter."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Max

from conflicts.facts.duties import holdings_of
from conflicts.facts.persons import entries_of, remaining
from conflicts.facts.rule_sets import rule_sets_of
from conflicts.models import Attestation, DeclarationRequest
from conflicts.rules.cycle import Count, count_confirmed, points_in_time
from notices.models import Letter
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from commissioning.models import Organisation

REQUEST_TOPIC = "declaration_request"


@dataclass(frozen=True, slots=True)
class Line:
    """How many had confirmed on each of the days: of one committee, or of the body."""

    name: str
    counts: tuple[Count, ...]
    committee_id: int | None = None

    @property
    def now(self) -> Count:
        """Return the count of the last day."""
        return self.counts[-1]


@dataclass(frozen=True, slots=True)
class Progress:
    """The share confirmed over time: days, the body as a whole, each committee."""

    days: tuple[date, ...]
    whole: Line
    committees: tuple[Line, ...]


def progress_of(organisation: Organisation, day: date) -> Progress:
    """Return who had confirmed at the past 12 month ends and on `day`.

    In six queries: of seats, deputies, posts, positions, attestations and rule sets.
    """
    days = points_in_time(day)
    holdings = holdings_of(organisation, days[0], day)
    attested = attestations_of({each.person_id for each in holdings}, until=day)
    rule_sets = rule_sets_of(organisation)
    by_committee: dict[tuple[str, int], list[int]] = defaultdict(list)
    for index, each in enumerate(holdings):
        if each.committee_id is not None:
            by_committee[each.committee, each.committee_id].append(index)

    def line(name: str, indexes: Iterable[int], key: int | None = None) -> Line:
        chosen = [holdings[index] for index in indexes]
        counts = count_confirmed(chosen, attested, days=days, rule_sets=rule_sets)
        return Line(name, tuple(counts), key)

    return Progress(
        days=tuple(days),
        whole=line("All who must declare", range(len(holdings))),
        committees=tuple(
            line(name, indexes, key)
            for (name, key), indexes in sorted(by_committee.items())
        ),
    )


def attestations_of(
    person_ids: Collection[int], *, until: date
) -> dict[PersonId, list[date]]:
    """Return the days on which people (ids) attested, oldest first, in one query.

    What a merged entry attested counts for who remains.
    """
    found: dict[PersonId, list[date]] = defaultdict(list)
    rows = Attestation.objects.filter(
        person__in=entries_of(person_ids), made_on__lte=until
    ).annotate(remaining=remaining())
    for entry_id, remaining_id, made_on in rows.order_by("made_on").values_list(
        "person_id", "remaining", "made_on"
    ):
        # Until a merge is settled, seats may still stand with the merged entry.
        for each in {entry_id, remaining_id}:
            found[PersonId(each)].append(made_on)
    return dict(found)


def last_attested(person_ids: Collection[int]) -> dict[PersonId, date]:
    """Return the latest day on which each person (id) attested, in one query."""
    latest = attestations_of(person_ids, until=date.max)
    return {person_id: days[-1] for person_id, days in latest.items()}


def last_asked(organisation: Organisation) -> dict[PersonId, date]:
    """Return the latest day on which a body asked each person, in one query.

    Whoever was asked under an entry merged into theirs was asked.
    """
    rows = DeclarationRequest.objects.filter(campaign__organisation=organisation)
    latest = (
        rows.annotate(remaining=remaining())
        .order_by()
        .values("remaining")
        .annotate(latest=Max("asked_on"))
    )
    return {PersonId(each["remaining"]): each["latest"] for each in latest}


def last_requests(organisation: Organisation) -> dict[PersonId, DeclarationRequest]:
    """Return the latest request of a body to each person, in one query."""
    rows = (
        DeclarationRequest.objects.filter(campaign__organisation=organisation)
        .order_by("person_id", "-asked_on", "-pk")
        .distinct("person_id")
        .select_related("campaign")
    )
    return {PersonId(row.person_id): row for row in rows}


def about(request_id: int) -> str:
    """Return the key of a request that its letters are about."""
    return f"{REQUEST_TOPIC}:{request_id}"


def last_letters(request_ids: Collection[int]) -> dict[int, Letter]:
    """Return the latest letter about each request (id) whose day has come, or is next.

    In one query; a request without a letter is left out.
    """
    keys = {about(each): each for each in request_ids}
    found: dict[int, Letter] = {}
    rows = Letter.objects.about(*keys).order_by("due_at", "pk")
    for letter in rows:
        key = keys[letter.about]
        known = found.get(key)
        # What was sent or failed last says more than what is planned for later.
        if known is None or letter.claimed_at is not None:
            found[key] = letter
    return found

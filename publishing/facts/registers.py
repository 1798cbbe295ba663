"""From rows to the public register of interests of a body or a committee."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from conflicts.enums import PublicationState
from conflicts.facts.register_entries import (
    BATCH,
    COLUMNS,
    batch_entries,
    in_filing_order,
    returns_known,
)
from conflicts.facts.register_leavers import left_since
from conflicts.facts.register_names import people_with
from conflicts.facts.register_standing import standing_of
from conflicts.facts.registers import (
    Whose,
    deciding_offices,
    offices_of,
    published_terms_of,
    register_as_at,
)
from conflicts.models import Interest, InterestVersion
from conflicts.rules.registers import Silence, shown_since
from publishing.rules.registers import NEVER_SHOWN, published_form


if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from committees.models import Committee
    from conflicts.facts.registers import Register
    from conflicts.models.office import OfficeQuerySet
    from conflicts.rules.registers import PublicTerms, RegisterEntry

REDACTED_NAME = Q(publication=PublicationState.REDACT_NAME) | Q(
    now_publication=PublicationState.REDACT_NAME
)
REDACTED_DETAIL = Q(publication=PublicationState.REDACT_DETAIL) | Q(
    now_publication=PublicationState.REDACT_DETAIL
)
WITH_STATES = (*COLUMNS, "now_publication")


@dataclass(frozen=True, slots=True)
class PublicRegister:
    """What is published of a register on a day: its terms, whose entries, its rows.

    `persons` is the condition for those who belong to it on that day.
    """

    register: Register
    terms: PublicTerms
    persons: Q
    deciding: OfficeQuerySet

    @property
    def day(self) -> date:
        """Return the day it is as at."""
        return self.register.day

    def rows(self) -> Any:
        """Return the rows that stand on it, unordered, each with `now_publication`.

        Held, or ended so lately that they stay; begun by that day; of those whom the
        rule set of the day publishes, or did so lately; withheld neither then nor now.
        """
        return self.published().filter(self.persons | self.left(self.deciding))

    def left(self, offices: OfficeQuerySet) -> Q:
        """Return the condition on rows for what they held who left offices lately."""
        return left_since(offices, self.since, self.day, self.register.names)

    @property
    def since(self) -> date:
        """Return the first day on which something may have ended and still stand here."""
        return shown_since(self.day, self.terms.months_after_end)

    def published(self) -> Any:
        """Return the same for whoever it concerns: for people known to belong."""
        return (
            self.of_anybody()
            .filter(Q(from_on__isnull=True) | Q(from_on__lte=self.day))
            .filter(self._not_long_over())
            .exclude(publication__in=NEVER_SHOWN)
            .exclude(now_publication__in=NEVER_SHOWN)
        )

    def _not_long_over(self) -> Q:
        """Return the condition for what has not ended, or only lately.

        An end that was written lately for a day long past takes nothing off at once.
        """
        moment = timezone.make_aware(datetime.combine(self.since, time.min))
        is_now = self.register.is_now
        ended = InterestVersion.objects.filter(
            interest=OuterRef("entry_id" if is_now else "interest"),
            version__gt=1,
            to_on__lt=self.since,
            known_from__range=(moment, self.register.moment),
        )
        before = InterestVersion.objects.filter(
            Q(to_on__isnull=True) | Q(to_on__gte=self.since),
            interest=OuterRef("interest"),
            version=OuterRef("version") - 1,
        )
        return (
            Q(to_on__isnull=True)
            | Q(to_on__gte=self.since)
            | Q(Exists(ended.filter(Exists(before))))
        )

    def of_anybody(self) -> Any:
        """Return the rows of whoever it concerns, for keys that are known to belong."""
        now = F("publication") if self.register.is_now else F("interest__publication")
        return self.register.of_anybody().annotate(now_publication=now)


def public_register(whose: Whose, day: date) -> PublicRegister:
    """Return the public register of a body or committee as at the end of a day."""
    register = register_as_at(whose, day)
    terms, rules = published_terms_of(register.bodies, day)
    persons, offices = register.persons, offices_of(whose)
    if whose.organisation is not None and terms.is_for_decision_makers:
        offices = deciding_offices(whose.organisation, rules[whose.organisation.pk])
        deciding = register.names.holders(offices.held_on(day))
        persons = register.names.with_merged(deciding)
    return PublicRegister(register, terms, persons, offices)


def in_public_order(rows: Any) -> Any:
    """Put rows in the order of names; those without a name last, by their concern.

    An entry without its name must not stand where the name would have stood, and one
    without its details not where its organisation would.
    """
    concern = Coalesce(F("shown_organisation"), Value(""), output_field=TextField())
    return rows.annotate(
        is_unnamed=Case(
            When(REDACTED_NAME, then=1), default=0, output_field=IntegerField()
        ),
        by_last=_if_named(F("filed_under")),
        by_name=_if_named(F("shown_name")),
        by_concern=Case(
            When(REDACTED_DETAIL, then=Value("")),
            default=concern,
            output_field=TextField(),
        ),
        by_words=Case(
            When(REDACTED_DETAIL, then=Value("")),
            default=F("description"),
            output_field=TextField(),
        ),
    ).order_by("is_unnamed", "by_last", "by_name", "by_concern", "by_words", "entry_id")


def searched(rows: Any, public: PublicRegister, wanted: dict[str, Any]) -> Any:
    """Return the rows that match what anybody may search for: what is shown to them.

    A withheld name or detail is never looked at, so that no search can tell it.
    """
    for word in wanted.get("q", "").split():
        rows = rows.filter(
            (Q(shown_name__icontains=word) & ~REDACTED_NAME)
            | (
                (
                    Q(shown_organisation__icontains=word)
                    | Q(organisation__code__iexact=word)
                    | Q(unlisted_name__icontains=word)
                )
                & ~REDACTED_DETAIL
            )
        )
    if wanted.get("nature"):
        rows = rows.filter(nature=wanted["nature"])
    committee: Committee | None = wanted.get("committee")
    if committee is not None:
        persons = public.register.part_of(committee).persons
        left = public.left(offices_of(Whose(committee=committee)))
        rows = rows.filter(persons | left).exclude(REDACTED_NAME)
    return rows


def public_entries(
    public: PublicRegister, rows: Any
) -> Iterator[tuple[int, RegisterEntry]]:
    """Yield key and public form of rows, in their order, read batch by batch.

    The key is for the record, never for the page.
    """
    found = rows.values_list(*WITH_STATES).iterator(chunk_size=BATCH)
    while batch := list(islice(found, BATCH)):
        yield from public_batch(public, batch)


def public_batch(
    public: PublicRegister, batch: Sequence[tuple[Any, ...]]
) -> Iterator[tuple[int, RegisterEntry]]:
    """Yield key and public form of values in the order of WITH_STATES."""
    full = batch_entries(public.register, [row[:-1] for row in batch], with_notes=False)
    for row, entry in zip(batch, full, strict=True):
        states = frozenset({entry.publication, PublicationState(row[-1])})
        shown = published_form(entry, states)
        if shown is not None:
            yield row[0], shown


def nil_returns(public: PublicRegister) -> Iterator[Silence]:
    """Yield those whose latest return says that they have nothing to declare.

    Whoever stands on the register by name is left out. What is withheld changes
    nothing here: the return was made, and the list must not tell of it. Where an
    entry stands without its name nobody is listed, since it could tell whose it is.
    """
    rows = public.rows()
    if rows.filter(REDACTED_NAME).exists():
        return
    register = public.register
    returns = returns_known(register)
    people = (
        people_with(public.persons)
        .exclude(pk__in=register.names.merged_into)
        .annotate(
            is_nil=Subquery(returns.values("is_nil")[:1]),
            made_on=Subquery(returns.values("made_on")[:1]),
        )
        .filter(is_nil=True)
        .exclude(Exists(public.published().filter(person=OuterRef("pk"))))
        .order_by(*in_filing_order(register))
        .values_list("pk", "full_name", "made_on")
    )
    found = people.iterator(chunk_size=BATCH)
    while batch := list(islice(found, BATCH)):
        standing = standing_of(register, {pk for pk, _, _ in batch})
        for pk, name, made_on in batch:
            shown = register.names.persons.get(pk, name)
            yield Silence(pk, shown, standing[pk][0], made_on)


def without_keys(
    entries: Iterable[tuple[int, RegisterEntry]],
) -> Iterator[RegisterEntry]:
    """Yield the entries alone, as they are shown."""
    return (entry for _, entry in entries)


def states_now(keys: Iterable[int]) -> dict[int, PublicationState]:
    """Return what may be published today of interests (ids); purged ones are gone."""
    rows = Interest.objects.filter(pk__in=list(keys), purged_at__isnull=True)
    return {
        pk: PublicationState(state)
        for pk, state in rows.order_by().values_list("pk", "publication")
    }


def _if_named(expression: Any) -> Case:
    return Case(
        When(REDACTED_NAME, then=Value("")),
        default=expression,
        output_field=TextField(),
    )

"""From rows to a register as at a day: who belongs to it, and its entries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import (
    CharField,
    DateField,
    F,
    Func,
    Max,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Greatest
from django.utils import timezone

from conflicts.enums import Answer, Capacity, PublishedScope
from conflicts.facts.agreements import agreed_by_at
from conflicts.facts.register_leavers import left_since
from conflicts.facts.register_names import NOTHING_RENAMED, Names, names_at
from conflicts.facts.rule_sets import facts_of
from conflicts.models import (
    Confirmation,
    Entry,
    Interest,
    InterestVersion,
    Office,
    RuleSet,
)
from conflicts.rules.duties import BANDS, is_band_published
from conflicts.rules.registers import PublicTerms, public_terms
from conflicts.rules.retention import latest_end
from conflicts.rules.rule_sets import in_force_for
from core import clock
from core.models import AuditEvent


if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from commissioning.models import Organisation
    from committees.models import Committee
    from conflicts.models.entry import EntryQuerySet
    from conflicts.models.interest import InterestVersionQuerySet
    from conflicts.models.office import OfficeQuerySet
    from conflicts.rules.rule_sets import RuleSetFacts
    from people.models import Person

    Rows = EntryQuerySet | InterestVersionQuerySet


@dataclass(frozen=True, slots=True)
class Whose:
    """A register is that of one body, of one committee or of one person."""

    organisation: Organisation | None = None
    committee: Committee | None = None
    person: Person | None = None

    @property
    def name(self) -> str:
        """Return the name that stands over the register."""
        return str(self.organisation or self.committee or self.person)

    def bodies(self) -> list[Organisation]:
        """Return the bodies that keep it; none for a person's. In one query."""
        if self.committee is not None:
            return list(self.committee.organisations.all())
        return [self.organisation] if self.organisation is not None else []


@dataclass(frozen=True, slots=True)
class Register:
    """One register as at a day, with all that is asked once for all its entries.

    `moment` is the last moment of that day. `is_now` is true for today: then the
    interests themselves are read, which say the same as their last versions. `persons`
    is the condition for those who belong to it on that day.
    """

    whose: Whose
    day: date
    moment: datetime
    is_now: bool
    bodies: tuple[Organisation, ...]
    persons: Q
    names: Names

    def rows(self) -> Rows:
        """Return what stood in the record, with the names of that day, unordered.

        What those held who left is kept with it for the private years of the rule sets
        of the day, which are asked for first. Each row has
        `entry_id`, `shown_name`, `filed_under`, `shown_organisation` and
        `confirmed_on`; the words of what was purged are in no register.
        """
        return self.of_anybody().filter(self._belonging())

    def rows_of_present(self) -> Rows:
        """Return the same of those alone who belong to it on that day."""
        return self.of_anybody().filter(self.persons)

    def rows_of_past(self) -> Rows:
        """Return what is over: what ended, and whatever those held who left."""
        return self.rows().filter(Q(to_on__lt=self.day) | ~self.persons)

    def part_of(self, committee: Committee) -> Register:
        """Return the part of a body's register that is of one committee of its own."""
        persons = committee_condition(committee, self.day, self.names)
        return replace(
            self,
            whose=Whose(committee=committee),
            persons=self.names.with_merged(persons),
        )

    def _belonging(self) -> Q:
        if self.whose.person is not None:
            return self.persons
        terms, _ = published_terms_of(self.bodies, self.day)
        kept = latest_end(self.day, terms.private_years) + timedelta(days=1)
        offices = offices_of(self.whose)
        return self.persons | left_since(offices, kept, self.day, self.names)

    def of_anybody(self) -> Rows:
        """Return the same for whoever it concerns: for keys that are known to belong."""
        return Entry.objects.all() if self.is_now else self._then()

    def _then(self) -> InterestVersionQuerySet:
        confirmed = (
            Confirmation.objects.filter(
                interest=OuterRef("interest"),
                answer=Answer.STILL_TRUE,
                attestation__made_on__lte=self.day,
                attestation__recorded_at__lte=self.moment,
            )
            .order_by()
            .values("interest")
            .annotate(latest=Max("attestation__made_on"))
            .values("latest")
        )
        return (
            InterestVersion.objects.as_known(self.moment)
            .filter(interest__purged_at__isnull=True)
            .annotate(
                entry_id=F("interest"),
                shown_name=self.names.of_person("person_name"),
                filed_under=LastWord("shown_name"),
                shown_organisation=self.names.of_organisation("organisation_name"),
                confirmed_on=Greatest(Subquery(confirmed), self._told_apart()),
                agreed_by=agreed_by_at(self.moment),
                person_title=F("person__title"),
                person_given_name=F("person__given_name"),
                person_family_name=F("person__family_name"),
                organisation_code=F("organisation__code"),
                organisation_kind=F("organisation__kind"),
            )
        )

    def _told_apart(self) -> Subquery:
        """Return when an outer version's interest was confirmed outside any return.

        What an earlier register said of an imported entry, and what somebody said of a
        single one: the trail keeps both, whatever is confirmed later.
        """
        said_on = Cast(KeyTextTransform("confirmed_on", "details"), DateField())
        events = (
            AuditEvent.objects.filter(
                Q(event="interest.imported")
                | Q(event="interest.confirmed", happened_at__lte=self.moment),
                target_type=Interest._meta.label,
                target_key=Cast(OuterRef("interest"), CharField()),
            )
            .annotate(said_on=said_on)
            .filter(said_on__lte=self.day)
            .order_by("-said_on")
        )
        return Subquery(events.values("said_on")[:1])


class LastWord(Func):
    """The last word of a name, as a register is ordered by first."""

    function = "split_part"
    output_field = TextField()

    def __init__(self, name: str = "shown_name") -> None:
        super().__init__(F(name), Value(" "), Value(-1))


BY_NAME = ("filed_under", "shown_name", "person_id", "entry_id")


def register_as_at(whose: Whose, day: date) -> Register:
    """Return the register of a body, a committee or a person as at the end of a day.

    Raises:
      ValueError: the day is to come.
    """
    if day > clock.today():
        raise ValueError("There is no register of a day to come.")
    is_now = day == clock.today()
    moment = end_of(day)
    names = names_at(moment, is_now=is_now)
    bodies = tuple(whose.bodies())
    return Register(
        whose=whose,
        day=day,
        moment=moment,
        is_now=is_now,
        bodies=bodies,
        persons=names.with_merged(_belonging(whose, day, names)),
        names=names,
    )


def end_of(day: date) -> datetime:
    """Return the last moment of a day in London."""
    return timezone.make_aware(datetime.combine(day, time.max))


def published_terms_of(
    bodies: Sequence[Organisation], day: date
) -> tuple[PublicTerms, dict[int, RuleSetFacts]]:
    """Return what is published of a register on a day, and each body's rule set.

    In one query.
    """
    known = [facts_of(row) for row in RuleSet.objects.applying_to(bodies)]
    by_body = {body.pk: in_force_for(known, body.pk, day) for body in bodies}
    rules = list(by_body.values()) or [in_force_for(known, None, day)]
    return public_terms(rules), by_body


def offices_of(whose: Whose) -> OfficeQuerySet:
    """Return the offices of whatever day that make somebody stand on a register."""
    if whose.committee is not None:
        return Office.objects.filter(committee=whose.committee.pk)
    if whose.organisation is not None:
        return Office.objects.filter(organisation=whose.organisation.pk)
    if whose.person is not None:
        return Office.objects.filter(person=whose.person.pk)
    raise ValueError("A register is that of a body, a committee or a person.")


def deciding_offices(organisation: Organisation, rules: RuleSetFacts) -> OfficeQuerySet:
    """Return the offices of whatever day whose holders' interests a body publishes.

    The same answer as `rules.duties` gives, asked of the database.
    """
    offices = offices_of(Whose(organisation=organisation))
    if rules.published_scope == PublishedScope.EVERYBODY:
        return offices
    return offices.annotate(
        plain_band=Func(Func(F("band"), function="trim"), function="lower")
    ).filter(
        Q(kind__in=(Office.SEAT, Office.DEPUTY))
        | Q(capacity=Capacity.GOVERNING_BODY)
        | Q(can_commit=True)
        | Q(plain_band__in=_bands(rules))
    )


def decision_makers_of(
    organisation: Organisation,
    day: date,
    rules: RuleSetFacts,
    names: Names = NOTHING_RENAMED,
) -> Q:
    """Return the condition (on `person`) for whose interests a body publishes on a day."""
    return names.holders(deciding_offices(organisation, rules).held_on(day))


def committee_condition(
    committee: Committee, day: date, names: Names = NOTHING_RENAMED
) -> Q:
    """Return the condition for those who sit on a committee, or may, on a day."""
    return names.holders(offices_of(Whose(committee=committee)).held_on(day))


def _belonging(whose: Whose, day: date, names: Names) -> Q:
    if whose.person is not None:
        return Q(person=whose.person.pk)
    return names.holders(offices_of(whose).held_on(day))


def _bands(rules: RuleSetFacts) -> list[str]:
    named = {each.strip().lower() for each in rules.decision_maker_bands}
    return [band for band in {*BANDS, *named} if is_band_published(band, rules)]

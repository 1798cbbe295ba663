"""What the rows of a gifts register mean in the record, and the advice of their days."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conflicts.enums import GiverKind, OfferKind, Outcome
from conflicts.facts.gifts import facts_of_offer, one_line
from conflicts.facts.imports import Meaning, ask_about_names, find_bodies
from conflicts.facts.imports_persons import find_persons
from conflicts.facts.rule_sets import rule_sets_of
from conflicts.models import GiftOffer
from conflicts.rules.gifts import EarlierOffer, advise, together_since
from conflicts.rules.naming import names_published
from conflicts.rules.rule_sets import in_force_for


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from commissioning.models import Organisation
    from conflicts.rules.gifts import Advice
    from conflicts.rules.imports_dates import DateOrder
    from conflicts.rules.imports_persons import ReadRow
    from conflicts.rules.rule_sets import RuleSetFacts

# What makes two offers one, beside their giver: the rest of a row is detail.
SAME = ("offered_on", "outcome", "value_pence", "description")
OF_GIFTS = "what they are, such as a patient"


class GiftMeaning(Meaning):
    """What a row of a gifts register means; `organisation` is the giver, if listed."""

    __slots__ = ()

    @property
    def same_key(self) -> tuple[Any, ...]:
        """Name the offer by its substance, to find it among those of its person."""
        said = self.row.said
        return (said["giver_name"].casefold(), *(said[name] for name in SAME))


def gift_meanings_of(
    rows: Sequence[tuple[ReadRow, Mapping[str, str]]],
    *,
    organisation: Organisation,
    order: DateOrder,  # asked as the other register is
    day: date,
    ours: Collection[int] = (),
) -> list[Meaning]:
    """Find what rows mean for a register of gifts, in a bounded number of queries.

    Persons are found as for a register of interests. An offer is known by what it was,
    whoever corrected it since.
    """
    found: list[Meaning] = [
        GiftMeaning(row, cells, problems=list(row.problems)) for row, cells in rows
    ]
    find_bodies(found, day)
    find_persons(found, organisation, frozenset(ours))
    _find_known(found, organisation)
    _find_names(found)
    return found


def _find_known(found: Iterable[Meaning], organisation: Organisation) -> None:
    persons = {each.person.pk for each in found if each.person is not None}
    if not persons:
        return
    rows = GiftOffer.objects.filter(person__in=persons, organisation=organisation)
    known = {
        (person, giver.casefold(), *said): pk
        for pk, person, giver, *said in rows.order_by("-pk").values_list(
            "pk", "person_id", "giver_name", *SAME
        )
    }
    for each in found:
        if each.person is not None and not each.problems:
            each.known = known.get((each.person.pk, *each.same_key))


def _find_names(found: Iterable[Meaning]) -> None:
    """Ask about what looks like a third person's name in words that will be published."""
    for each in found:
        if each.known is not None:
            continue
        said = each.row.said
        each.named = names_published(
            texts=(said["description"], said["reason"], _giver_published(each)),
            given_name=each.row.given_name,
            family_name=each.row.family_name,
        )
        ask_about_names(each, OF_GIFTS)


def _giver_published(each: Meaning) -> str:
    """Return the giver as the public register names them; private persons never."""
    said = each.row.said
    kind, business = said["giver_kind"], said["giver_business"]
    is_private = kind == GiverKind.OTHER and not business
    if kind == GiverKind.PATIENT or is_private or each.organisation is not None:
        return ""
    return f"{said['giver_name']} ({business})" if business else str(said["giver_name"])


@dataclass(frozen=True, slots=True)
class Known:
    """An offer made before, as far as it counts with later ones of its giver."""

    giver_name: str
    giver_organisation_id: int | None
    offer: EarlierOffer


class Advisers:
    """Says what the policy of its day advised of each offer, many at a time.

    Offers are to be asked about in the order of their days: each counts with those
    that follow. Two queries, whatever the number of persons (ids) and offers.
    """

    def __init__(self, organisation: Organisation, person_ids: Collection[int]) -> None:
        self._rule_sets = rule_sets_of(organisation)
        self._organisation_id = organisation.pk
        self._earlier: dict[int, list[Known]] = defaultdict(list)
        rows = GiftOffer.objects.standing().filter(person__in=person_ids)
        for row in rows.order_by("offered_on", "pk"):
            self.note(row)

    def note(self, row: GiftOffer) -> None:
        """Let an offer count with those that are asked about after it."""
        offer = EarlierOffer(
            OfferKind(row.kind), row.value_pence, row.offered_on, Outcome(row.outcome)
        )
        giver = one_line(row.giver_name).casefold()
        known = Known(giver, row.giver_organisation_id, offer)
        self._earlier[row.person_id].append(known)

    def advice_on(self, row: GiftOffer) -> tuple[RuleSetFacts, Advice]:
        """Return the rule set of an offer's day and its advice."""
        rules = in_force_for(self._rule_sets, self._organisation_id, row.offered_on)
        since = together_since(row.offered_on, rules.gifts_together_months)
        giver, body = one_line(row.giver_name).casefold(), row.giver_organisation_id
        earlier = [
            each.offer
            for each in self._earlier[row.person_id]
            if since <= each.offer.offered_on <= row.offered_on
            and (
                each.giver_name == giver
                or (body is not None and each.giver_organisation_id == body)
            )
        ]
        return rules, advise(facts_of_offer(row), rules, earlier)

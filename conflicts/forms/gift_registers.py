"""How a gifts register is filtered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q

from conflicts.enums import OfferKind, Outcome
from conflicts.facts.registers import committee_condition
from core import clock
from core.web.crispy import Ask, helper
from core.web.fields import DateField
from core.web.forms import offer


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from committees.models import Committee
    from conflicts.models import GiftOffer


COLUMNS = {
    "kind": "kind",
    "outcome": "outcome",
    "first": "offered_on__gte",
    "last": "offered_on__lte",
    "person": "person",
}


class GiftFilter(forms.Form):
    """Which entries of a gifts register are shown; whatever is wrong is left out."""

    kind = forms.ChoiceField(
        label="Kind", choices=[("", "Every kind"), *OfferKind.choices()], required=False
    )
    outcome = forms.ChoiceField(
        label="Outcome",
        choices=[("", "Every outcome"), *Outcome.choices()],
        required=False,
    )
    show = forms.ChoiceField(
        label="Show",
        choices=[
            ("", "All entries"),
            ("against", "Against the advice"),
            ("unreviewed", "Not reviewed yet"),
        ],
        required=False,
    )
    committee = forms.ChoiceField(label="Committee", required=False)
    q = forms.CharField(label="Person or giver", required=False, max_length=100)
    first = DateField(label="Offered from", required=False)
    last = DateField(label="Offered until", required=False)
    as_at = DateField(label="As the register stood on", required=False)
    # Chosen by the link on a name; everybody's entries unless told.
    person = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, committees: Iterable[Committee] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.committees = {each.slug: each for each in committees}
        named = [(slug, each.name) for slug, each in self.committees.items()]
        offer(self, "committee", [("", "Every committee"), *named])
        self.is_valid()
        # A filter is optional by nature; saying so each time is noise.
        self.helper = helper(*(Ask(name, optional="") for name in self.fields))

    @property
    def wanted(self) -> dict[str, Any]:
        """Return what was asked for and could be read."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def day(self) -> date:
        """Return the day asked for; today where none, or a wrong one, was given."""
        asked: date | None = self.wanted.get("as_at")
        return asked or clock.today()

    def narrow(self, rows: QuerySet[GiftOffer]) -> QuerySet[GiftOffer]:
        """Return the entries that the filter lets through."""
        wanted = self.wanted
        for name, column in COLUMNS.items():
            if name in wanted:
                rows = rows.filter(**{column: wanted[name]})
        if wanted.get("show") == "against":
            rows = rows.filter(is_against_advice=True)
        if wanted.get("show") == "unreviewed":
            rows = rows.filter(reviewed_at__isnull=True)
        if "committee" in wanted:
            committee = self.committees[wanted["committee"]]
            rows = rows.filter(committee_condition(committee, self.day))
        for word in wanted.get("q", "").split():
            rows = rows.filter(
                Q(person__given_name__icontains=word)
                | Q(person__family_name__icontains=word)
                | Q(giver_name__icontains=word)
            )
        return rows

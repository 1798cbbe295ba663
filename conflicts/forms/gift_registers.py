"""How a gifts register is filtered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q

from conflicts.enums import OfferKind, Outcome
from core.web.crispy import Ask, helper
from core.web.fields import DateField


if TYPE_CHECKING:
    from django.db.models import QuerySet

    from conflicts.models import GiftOffer


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
    q = forms.CharField(label="Person or giver", required=False, max_length=100)
    first = DateField(label="Offered from", required=False)
    last = DateField(label="Offered until", required=False)
    as_at = DateField(label="As the register stood on", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_valid()
        # A filter is optional by nature; saying so each time is noise.
        self.helper = helper(*(Ask(name, optional="") for name in self.fields))

    @property
    def wanted(self) -> dict[str, Any]:
        """Return what was asked for and could be read."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def narrow(self, rows: QuerySet[GiftOffer]) -> QuerySet[GiftOffer]:
        """Return the entries that the filter lets through."""
        wanted = self.wanted
        for name in ("kind", "outcome"):
            if name in wanted:
                rows = rows.filter(**{name: wanted[name]})
        if wanted.get("show") == "against":
            rows = rows.filter(is_against_advice=True)
        if wanted.get("show") == "unreviewed":
            rows = rows.filter(reviewed_at__isnull=True)
        if "first" in wanted:
            rows = rows.filter(offered_on__gte=wanted["first"])
        if "last" in wanted:
            rows = rows.filter(offered_on__lte=wanted["last"])
        for word in wanted.get("q", "").split():
            rows = rows.filter(
                Q(person__given_name__icontains=word)
                | Q(person__family_name__icontains=word)
                | Q(giver_name__icontains=word)
            )
        return rows

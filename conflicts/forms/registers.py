"""How a register is filtered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q

from conflicts.enums import Nature
from core.web.crispy import Ask, helper


if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from conflicts.models import Interest

HELD, ENDED, ALL = "held", "ended", "all"


class RegisterFilter(forms.Form):
    """Which entries of a register are shown; whatever is wrong is left out."""

    state = forms.ChoiceField(
        label="Show",
        choices=[(HELD, "Held today"), (ENDED, "Ended"), (ALL, "All")],
        required=False,
    )
    nature = forms.ChoiceField(
        label="Kind", choices=[("", "Every kind"), *Nature.choices()], required=False
    )
    q = forms.CharField(label="Person or organisation", required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A filter is optional by nature; saying so three times is noise.
        self.helper = helper(*(Ask(name, optional="") for name in self.fields))

    def narrow(self, rows: QuerySet[Interest], day: date) -> QuerySet[Interest]:
        """Return the entries that the filter lets through on `day`."""
        self.is_valid()
        wanted = self.cleaned_data
        state = wanted.get("state") or HELD
        if state == HELD:
            rows = rows.open_on(day)  # type: ignore[attr-defined]
        elif state == ENDED:
            rows = rows.filter(to_on__lt=day)
        if wanted.get("nature"):
            rows = rows.filter(nature=wanted["nature"])
        for word in wanted.get("q", "").split():
            rows = rows.filter(
                Q(person__given_name__icontains=word)
                | Q(person__family_name__icontains=word)
                | Q(organisation__name__icontains=word)
                | Q(organisation__code__iexact=word)
                | Q(unlisted_name__icontains=word)
            )
        return rows

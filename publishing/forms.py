"""What a reader of public registers, and who issues them, may choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from conflicts.enums import Nature
from conflicts.rules.registers import Edition
from core import clock
from core.web.crispy import Ask, helper
from core.web.fields import DateField
from core.web.forms import offer


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from committees.models import Committee
    from publishing.models import RegisterEdition

TO_COME = "There is no register of a day to come: choose today or a day before."


class PublicFilter(forms.Form):
    """What a reader looks for in a public register; nothing withheld is searched."""

    on = DateField(label="As at", required=False)
    nature = forms.ChoiceField(
        label="Kind", choices=[("", "Every kind"), *Nature.choices()], required=False
    )
    committee = forms.ChoiceField(label="Committee", required=False)
    q = forms.CharField(label="Person or organisation", required=False, max_length=100)

    def __init__(
        self, *args: Any, committees: Iterable[Committee] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.committees = {each.slug: each for each in committees}
        if len(self.committees) > 1:
            named = [(slug, each.name) for slug, each in self.committees.items()]
            offer(self, "committee", [("", "Every committee"), *named])
        else:
            del self.fields["committee"]
        self.helper = helper(*(Ask(name, optional="") for name in self.fields))

    def clean_on(self) -> date | None:
        return _not_to_come(self.cleaned_data["on"])

    @property
    def day(self) -> date:
        """Return the day asked for; today where none, or a wrong one, was given."""
        self.is_valid()
        return self.cleaned_data.get("on") or clock.today()

    @property
    def wanted(self) -> dict[str, Any]:
        """Return what is looked for, the committee as its row."""
        self.is_valid()
        found = {
            name: value
            for name, value in self.cleaned_data.items()
            if value and name != "on"
        }
        if "committee" in found:
            found["committee"] = self.committees[found["committee"]]
        return found


class IssueForm(forms.Form):
    """Which register is issued, as at which day."""

    edition = forms.ChoiceField(label="Edition", choices=Edition.choices())
    on = DateField(label="As at", required=False)

    def clean_on(self) -> date:
        return _not_to_come(self.cleaned_data["on"]) or clock.today()


class EditionsForm(forms.Form):
    """Two editions that are compared."""

    first = forms.ChoiceField(label="Since the edition as at")
    last = forms.ChoiceField(label="Up to the edition as at")

    def __init__(
        self, *args: Any, editions: Iterable[RegisterEdition], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.editions = {str(each.pk): each for each in editions}
        choices = [(key, _words(each)) for key, each in self.editions.items()]
        for name in ("first", "last"):
            offer(self, name, choices)
        self.helper = helper(Ask("first"), Ask("last"))

    def clean(self) -> dict[str, Any]:
        wanted = super().clean() or {}
        if wanted.get("first") and wanted.get("first") == wanted.get("last"):
            self.add_error("first", "Choose two different editions.")
        return wanted

    def chosen(self) -> tuple[RegisterEdition, RegisterEdition]:
        """Return both editions, the earlier day first."""
        both = [self.editions[self.cleaned_data[name]] for name in ("first", "last")]
        both.sort(key=lambda each: (each.as_at, each.pk))
        return both[0], both[1]


def _words(edition: RegisterEdition) -> str:
    issued = f"{edition.issued_at:%d/%m/%Y}"
    day = edition.as_at
    return f"{day.day} {day:%B %Y}, issued {issued}"


def _not_to_come(day: date | None) -> date | None:
    if day is not None and day > clock.today():
        raise ValidationError(TO_COME)
    return day

"""What readers of registers choose, and officers say of editions and releases."""

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
    from collections.abc import Iterable, Sequence
    from datetime import date

    from committees.models import Committee
    from meetings.models import PaperVersion, Sitting
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


class ReleaseForm(forms.Form):
    """Who decided that a private matter may be read by all, when, why, and what of it."""

    sittings = forms.TypedMultipleChoiceField(
        label="Which committees decided it?",
        help_text="Nothing is published before each committee that takes the item has",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select the committees that decided it"},
    )
    decided_on = DateField(
        label="On which day?",
        error_messages={"required": "Enter the day on which it was decided"},
    )
    authority = forms.CharField(
        label="By what was it decided?",
        help_text="For example: resolution of the committee at its meeting, minute 14",
        max_length=300,
        error_messages={"required": "Enter by what it was decided"},
    )
    reason = forms.CharField(
        label="Why need it not be private any more?",
        help_text="The public reads this",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter why it need not be private any more"},
    )
    versions = forms.TypedMultipleChoiceField(
        label="Which papers are released?",
        help_text="The title of the item is published in any case",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    shows_decision = forms.BooleanField(
        label="What the committees decided on the item is released as well",
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        sittings: Sequence[Sitting],
        versions: Sequence[PaperVersion],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._sittings = {one.pk: one for one in sittings}
        self._versions = {one.pk: one for one in versions}
        named = [(key, one.committee.name) for key, one in self._sittings.items()]
        offer(self, "sittings", named)
        offer(self, "versions", [(key, _named(one)) for key, one in self._of_papers()])
        if not versions:
            del self.fields["versions"]
        self.helper = helper(*(Ask(name) for name in self.fields))

    def said(self) -> dict[str, Any]:
        """Return what was typed, as the action takes it."""
        said = dict(self.cleaned_data)
        said["sittings"] = [self._sittings[key] for key in said["sittings"]]
        said["versions"] = [self._versions[key] for key in said.get("versions", [])]
        return said

    def _of_papers(self) -> list[tuple[int, PaperVersion]]:
        return list(self._versions.items())


def _named(version: PaperVersion) -> str:
    form = ", in its redacted form" if version.paper.is_redacted else ""
    unseen = version.untold_pages is None and not version.paper.is_redacted
    warning = " (not looked through for text that nobody sees)" if unseen else ""
    return f"{version.paper.title}, version {version.number}{form}{warning}"

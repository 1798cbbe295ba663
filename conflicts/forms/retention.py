"""What an officer says when holding and purging."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

from core.web.crispy import Ask, helper
from core.web.forms import offer


if TYPE_CHECKING:
    from collections.abc import Iterable

    from commissioning.models import Organisation
    from conflicts.models import GiftOffer, Interest

    Entry = Interest | GiftOffer


class HoldForm(forms.Form):
    """Which body asks for a hold, and what for."""

    organisation = forms.ChoiceField(label="Asked for by")
    reason = forms.CharField(
        label="Why nothing may be purged",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what the hold is for"},
    )

    def __init__(
        self, *args: Any, organisations: Iterable[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = {str(each.pk): each for each in organisations}
        choices = [(key, each.name) for key, each in self.organisations.items()]
        offer(self, "organisation", choices)
        if len(choices) == 1:
            self.fields["organisation"].initial = choices[0][0]
        self.helper = helper(Ask("organisation"), Ask("reason"))

    @property
    def body(self) -> Organisation:
        """Return the body that was chosen."""
        return self.organisations[self.cleaned_data["organisation"]]


class LiftForm(forms.Form):
    """Why a hold is lifted."""

    reason = forms.CharField(
        label="Why it is lifted",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it is lifted"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Ask("reason"))


class PurgeForm(forms.Form):
    """Which entries are purged, and that this is meant."""

    entries = forms.MultipleChoiceField(
        label="Which entries are purged?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one entry"},
    )
    sure = forms.BooleanField(
        label="I know that their words cannot be brought back",
        error_messages={"required": "Say that you know their words cannot come back"},
    )

    def __init__(self, *args: Any, lines: Iterable[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {each.key: each for each in lines}
        offer(self, "entries", [(key, each.words) for key, each in self.lines.items()])
        kinds = {key: each.kind for key, each in self.lines.items()}
        self.helper = helper(Ask("entries", small=True, hints=kinds), Ask("sure"))

    def chosen(self) -> list[Entry]:
        """Return the entries that were ticked."""
        return [self.lines[key].entry for key in self.cleaned_data["entries"]]


@dataclass(frozen=True, slots=True)
class Line:
    """An entry whose time is over, as the page lists it; `why` it is kept, if it is."""

    entry: Entry
    kind: str
    words: str
    why: str = ""

    @property
    def key(self) -> str:
        """Return what a form calls the entry."""
        return f"{self.entry._meta.model_name}-{self.entry.pk}"

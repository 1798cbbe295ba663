"""What an officer says when holding and purging."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from core.web.crispy import Ask, helper
from core.web.forms import offer


if TYPE_CHECKING:
    from collections.abc import Iterable

    from commissioning.models import Organisation
    from conflicts.models import Interest


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
    """Which interests are purged, and that this is meant."""

    interests = forms.MultipleChoiceField(
        label="Which interests are purged?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one interest"},
    )
    sure = forms.BooleanField(
        label="I know that their words cannot be brought back",
        error_messages={"required": "Say that you know their words cannot come back"},
    )

    def __init__(
        self, *args: Any, interests: Iterable[Interest], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(each.pk): each for each in interests}
        choices = [(key, _words(each)) for key, each in self.rows.items()]
        offer(self, "interests", choices)
        self.helper = helper(Ask("interests", small=True), Ask("sure"))

    def chosen(self) -> list[Interest]:
        """Return the interests that were ticked."""
        return [self.rows[key] for key in self.cleaned_data["interests"]]


def _words(interest: Interest) -> str:
    """Say what it is and when it ended, or else when the person left."""
    left_on = getattr(interest, "left_on", None)
    for day, words in ((interest.to_on, "ended"), (left_on, "of somebody who left")):
        if day is not None:
            return f"{interest}, {words} on {day.day} {day:%B %Y}"
    return str(interest)

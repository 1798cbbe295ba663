"""What a person types about letters."""

from __future__ import annotations

from typing import Any

from django import forms

from core.web.crispy import Ask, helper
from notices.enums import KnownHow, Status


NEEDS_SOMEBODY = "need"


class LetterFilter(forms.Form):
    """Which letters the list shows."""

    status = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[
            ("", "All letters"),
            (NEEDS_SOMEBODY, "Those that need somebody"),
            *Status.choices(),
        ],
    )
    name = forms.CharField(label="Name of the reader", required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Ask("status", optional=""), Ask("name", optional=""))


class DropForm(forms.Form):
    """Why a letter is not needed any more."""

    reason = forms.CharField(
        label="Why is the letter not needed any more?", max_length=300
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()


class KnownForm(forms.Form):
    """How somebody knows that an uncertain letter has arrived."""

    how = forms.ChoiceField(
        label="How do you know that they have it?",
        choices=KnownHow.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how you know that they have it."},
    )
    note = forms.CharField(
        label="Anything to add",
        help_text="For example on which day they said so.",
        required=False,
        max_length=300,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Ask("how", small=True), Ask("note", optional=""))

"""What a person types about letters."""

from __future__ import annotations

from typing import Any

from django import forms

from core.web.crispy import Ask, helper
from notices.enums import Status


class LetterFilter(forms.Form):
    """Which letters the list shows."""

    status = forms.ChoiceField(
        label="Show", required=False, choices=[("", "All letters"), *Status.choices()]
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

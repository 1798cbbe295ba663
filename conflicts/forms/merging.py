"""What an officer says when two entries are merged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from core.web.crispy import helper
from core.web.forms import offer


if TYPE_CHECKING:
    from collections.abc import Sequence

    from people.models import Person


class MergeForm(forms.Form):
    """Which entry remains, and how it is known that both are one person."""

    into = forms.ChoiceField(
        label="Which entry remains?",
        help_text="The other one leads to it from then on. This cannot be undone.",
        widget=forms.RadioSelect,
        error_messages={"required": "Select which entry remains"},
    )
    reason = forms.CharField(
        label="How do you know that both are the same person?",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say how you know"},
    )

    def __init__(self, *args: Any, persons: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), f"{one} (entry {one.pk})") for one in persons]
        offer(self, "into", choices)
        self.helper = helper("into", "reason")

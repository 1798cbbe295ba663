"""What a person may type in this room."""

from __future__ import annotations

from typing import Any

from django import forms

from commissioning.enums import OrganisationKind
from core.web.crispy import Ask, helper


class DirectoryForm(forms.Form):
    """A search of the directory: words, and perhaps a kind."""

    q = forms.CharField(
        label="Name, ODS code or postcode",
        max_length=100,
        required=False,
        help_text="For example High Street Surgery, F82023 or RM1 1AA",
    )
    kind = forms.ChoiceField(
        label="Kind of organisation",
        choices=[("", "Any kind"), *OrganisationKind.choices()],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Ask("q", optional=""), Ask("kind", optional=""))

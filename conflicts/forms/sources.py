"""How something reached the officer, asked in the same words everywhere."""

from __future__ import annotations

from django import forms

from conflicts.enums import SourceKind
from core.web.fields import DateField


def source_field() -> forms.ChoiceField:
    """Return the question by which way it came: what nobody enters for themselves."""
    return forms.ChoiceField(
        label="How did it reach you?",
        choices=[
            (each.value, each.label)
            for each in SourceKind
            if each not in (SourceKind.SELF, SourceKind.IMPORT)
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say how it reached you"},
    )


def source_day_field(
    *,
    help_text: str = "It counts as declared on this day.",
    missing: str = "Enter the day on which it reached you",
) -> DateField:
    """Return the question on what day; that day counts, not the day of entry."""
    return DateField(
        label="On what day?",
        help_text=help_text,
        error_messages={"required": missing},
    )

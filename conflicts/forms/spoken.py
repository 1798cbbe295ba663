"""What is sent when somebody says that what was written down for them is right."""

from __future__ import annotations

from typing import Any

from django import forms

from conflicts.actions.attestations import Source
from conflicts.enums import SourceKind
from core import clock
from core.web.crispy import helper
from core.web.fields import DateField


class SpokenForm(forms.Form):
    """The version that was read: one tap says that it is right."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()

    def source(self) -> Source:
        """Return how it reached the record: by the person's own sign-in."""
        return Source()


class SpokenForOtherForm(SpokenForm):
    """The same, as it reached the officer."""

    source_kind = forms.ChoiceField(
        label="How did they confirm it?",
        choices=[
            (each.value, each.label)
            for each in SourceKind
            if each not in (SourceKind.SELF, SourceKind.IMPORT)
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say how they confirmed it"},
    )
    source_on = DateField(
        label="On what day?",
        help_text="The day it was signed or said.",
        error_messages={"required": "Enter the day on which it was signed or said"},
    )

    def clean_source_on(self) -> Any:
        day = self.cleaned_data["source_on"]
        if day > clock.today():
            raise forms.ValidationError("It cannot be in the future")
        return day

    def source(self) -> Source:
        """Return how it reached the officer, and on what day."""
        typed = self.cleaned_data
        return Source(SourceKind(typed["source_kind"]), typed["source_on"])

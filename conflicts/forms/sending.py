"""The last questions of a declaration: consent, and why something is corrected."""

from __future__ import annotations

from typing import Any

from django import forms

from conflicts.forms.answers import NO, YES
from conflicts.forms.declaring import StepForm
from core.web.crispy import Ask, helper
from core.web.forms import offer


AGAINST = {NO: Ask("refusal_reason", optional="")}


class SendForm(StepForm):
    """Consent to publish, asked where everything can be read once more."""

    consent = forms.ChoiceField(
        label="May this interest be published?",
        choices=[(YES, "Yes"), (NO, "No, I ask that it is not")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it may be published"},
    )
    refusal_reason = forms.CharField(
        label="Why should it not be published?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
        help_text="The guardian decides. It is kept back until then.",
    )

    def __init__(self, *args: Any, voice: str = "me", **kwargs: Any) -> None:
        super().__init__(*args, voice=voice, **kwargs)
        if voice == "them":
            offer(
                self,
                "consent",
                [
                    (YES, "Yes"),
                    (NO, "No, they ask that it is not"),
                ],
            )

    def lay_out(self) -> None:
        self.helper = helper(Ask("consent", reveals=AGAINST))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("consent") == NO and not typed.get("refusal_reason"):
            self.add_error("refusal_reason", "Say why it should not be published")
        return typed


class SendCorrectionForm(SendForm):
    """Consent, and why the interest is corrected."""

    reason = forms.CharField(
        label="Why do you correct it?",
        max_length=500,
        help_text="The old version stays in the history.",
        error_messages={"required": "Say why you correct it"},
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def lay_out(self) -> None:
        self.helper = helper(Ask("consent", reveals=AGAINST), "reason", "seen_version")

"""What is typed when an interest ends, or what is done about it is agreed."""

from __future__ import annotations

from typing import Any

from django import forms

from core.web.crispy import helper
from core.web.fields import DateField


class EndInterestForm(forms.Form):
    """The last day of an interest."""

    on = DateField(label="Last day you held it")
    reason = forms.CharField(
        label="What changed?",
        max_length=500,
        required=False,
        help_text="For example: left the partnership.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()


class QuestionForm(forms.Form):
    """A question to the person about what they declared."""

    words = forms.CharField(
        label="What do you want to know?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="A letter tells the person that a question waits; the question "
        "itself stands on the page only.",
        error_messages={"required": "Write the question"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()


class AnswerForm(QuestionForm):
    """The answer to it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = self.fields["words"]
        words.label, words.help_text = "Your answer", ""
        words.error_messages["required"] = "Write the answer"


class AgreeForm(forms.Form):
    """What is done about an interest, and why that is enough."""

    mitigation = forms.CharField(
        label="What is done about it?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="For example: leaves for items on the practice. It stands in the "
        "register and may be published.",
        error_messages={"required": "Say what is done about it"},
    )
    reason = forms.CharField(
        label="Why is that enough?",
        max_length=500,
        help_text="It stands in the history.",
        error_messages={"required": "Say why that is enough"},
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()

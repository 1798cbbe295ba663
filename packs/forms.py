"""What is said of a copy: that it was posted, and what became of one taken back."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Fieldset
from django import forms

from conflicts.forms.sources import source_day_field, source_field
from core.web.crispy import Ask, helper
from core.web.fields import DateField
from packs.models import RecallAnswer


class PostingForm(forms.Form):
    """On which day a printed copy was put into the post."""

    posted_on = DateField(label="On which day was it posted?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Ask("posted_on"))


class RecallForm(forms.Form):
    """What became of the copy; an officer says as well how the answer came."""

    answer = forms.ChoiceField(
        choices=RecallAnswer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what became of the copy"},
    )
    source = source_field()
    said_on = source_day_field(
        help_text="The day on which the answer came.",
        missing="Enter the day on which the answer came",
    )

    def __init__(self, *args: Any, question: str, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = question
        asked: list[Any] = [Ask("answer")]
        if is_own:
            del self.fields["source"], self.fields["said_on"]
        else:
            asked.append(Fieldset("Where it comes from", "source", "said_on"))
        self.helper = helper(*asked)

"""What is said of an item that came after notice was given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crispy_forms.layout import Fieldset
from django import forms

from core.web.crispy import helper
from core.web.fields import DateField
from core.web.forms import offer
from meetings.forms.conflicts import RECORDED_SOURCES


if TYPE_CHECKING:
    from collections.abc import Sequence


class LateReasonForm(forms.Form):
    """Why an item cannot wait; `chairs` are pairs of person key and name.

    Whose word it is, how it came and when is asked of those who record it for a chair.
    """

    words = forms.CharField(
        label="Why can it not wait for the next meeting?",
        help_text="The minutes name the reason, in the part in which the item is taken.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Enter why the item cannot wait"},
    )
    chair = forms.TypedChoiceField(
        label="Whose reason is it?",
        coerce=int,
        error_messages={"required": "Select the chair who gave it"},
    )
    source = forms.ChoiceField(
        label="How did the reason reach you?",
        choices=[("", "Select how"), *RECORDED_SOURCES],
        error_messages={"required": "Select how the reason reached you"},
    )
    given_on = DateField(
        label="When was it given?",
        error_messages={"required": "Enter the day on which it was given"},
    )

    def __init__(
        self,
        *args: Any,
        chairs: Sequence[tuple[int, str]],
        is_own: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "chair", chairs)
        asked: list[Any] = ["words"]
        if is_own:
            for name in ("chair", "source", "given_on"):
                del self.fields[name]
        else:
            asked.append(
                Fieldset("Where the reason comes from", "chair", "source", "given_on")
            )
        self.helper = helper(*asked)

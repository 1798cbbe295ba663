"""What is typed about when a committee reminds people."""

from __future__ import annotations

from typing import Any

from django import forms

from core.rules.days import DayBasis
from core.web.crispy import Ask, helper
from core.web.fields import DateField
from meetings.models.reminder_period import LONGEST


class ReminderPeriodForm(forms.Form):
    """How many clear days, how they are counted, and from which day on."""

    clear_days = forms.IntegerField(
        label="How many clear days?",
        help_text="The day of the letter and the day itself are not counted",
        min_value=0,
        max_value=LONGEST,
        error_messages={"required": "Enter a number of days"},
    )
    basis = forms.ChoiceField(
        label="Which days count?",
        choices=[
            (DayBasis.WORKING.value, "Working days, without bank holidays"),
            (DayBasis.CALENDAR.value, "Every day"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which days count"},
    )
    effective_from = DateField(
        label="For meetings from which day on?",
        error_messages={"required": "Enter the day from which it holds"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Ask("clear_days", width=2), "basis", "effective_from")

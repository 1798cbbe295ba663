"""What a guardian types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from conflicts.enums import PublicationState
from conflicts.rules.breaches import ended_quarters, ended_years
from core import clock
from core.web.crispy import Ask, helper
from core.web.fields import DateField
from core.web.forms import offer


if TYPE_CHECKING:
    from datetime import date

    from conflicts.models import Interest
    from conflicts.rules.breaches import Period

STATES = [
    (PublicationState.PUBLISH, "Publish it"),
    (PublicationState.REDACT_NAME, "Publish it without the name"),
    (PublicationState.REDACT_DETAIL, "Publish it without the detail"),
    (PublicationState.WITHHOLD, "Withhold it"),
]
STATEMENT = (
    "I attest that the body has had due regard to the statutory guidance on managing "
    "conflicts of interest, and that it has safeguards for the commissioning of primary "
    "care."
)


class GiftPublicationForm(forms.Form):
    """What the public register shows of one entry."""

    state = forms.ChoiceField(
        label="What does the public register show?",
        choices=[(state.value, words) for state, words in STATES],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is shown"},
    )
    reason = forms.CharField(
        label="Why?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="For example a real risk of harm, or a law that forbids it. Only "
        "guardians read it.",
        error_messages={"required": "Give the reason"},
    )
    review_on = DateField(
        label="When is it reviewed?",
        required=False,
        help_text="Needed where something is kept back.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()


class PublicationForm(GiftPublicationForm):
    """What the public register shows of one interest, as its reader saw it."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, interest: Interest, **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen_version": interest.version}, **kwargs)


class AdviceForm(forms.Form):
    """A question to the guardian and the advice."""

    asked_by_words = forms.CharField(
        label="Who asked?",
        max_length=200,
        help_text="You may leave it general, for example a member practice.",
        error_messages={"required": "Say who asked"},
    )
    question = forms.CharField(
        label="What did they ask?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
        error_messages={"required": "Write the question"},
    )
    advice = forms.CharField(
        label="What did you advise?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        error_messages={"required": "Write the advice"},
    )
    given_on = DateField(
        label="When?", error_messages={"required": "Enter the day of the advice"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()


class PeriodForm(forms.Form):
    """One of several periods that are over."""

    period = forms.ChoiceField(
        label="Which period?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the period"},
    )

    def __init__(self, *args: Any, periods: list[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.periods = {period.key: period for period in periods}
        offer(
            self,
            "period",
            [(key, period.label) for key, period in self.periods.items()],
        )
        self.helper = helper()

    def days(self) -> tuple[date, date]:
        """Return the first and the last day of the period chosen."""
        period = self.periods[self.cleaned_data["period"]]
        return period.first, period.last


class NoBreachesForm(PeriodForm):
    """A quarter without breaches."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, periods=ended_quarters(clock.today()), **kwargs)


class AttestationForm(forms.Form):
    """The guardian's words on one year."""

    statement = forms.CharField(
        label="Statement",
        initial=STATEMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        error_messages={"required": "Write what you attest"},
    )
    exceptions = forms.CharField(
        label="Exceptions",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        required=False,
        help_text="Where it was otherwise, and what is done about it.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(
            Ask("statement", threshold=90), Ask("exceptions", threshold=90)
        )


def years_to_attest() -> list[Period]:
    """Return the years that a guardian may attest today, the latest first."""
    return ended_years(clock.today())

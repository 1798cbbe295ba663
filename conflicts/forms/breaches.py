"""What people type about possible breaches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from commissioning.models import Organisation
from conflicts.actions.breach_cases import Investigation
from conflicts.enums import BreachState
from conflicts.facts.breaches import seal_of
from core.web.crispy import Ask, helper
from core.web.fields import DateField
from core.web.forms import offer_rows


if TYPE_CHECKING:
    from django.db.models import QuerySet

    from conflicts.models import Breach

YES, NO = "yes", "no"
MOST_WORDS = 5000
NAMED = "It names nobody: I have read it again"


class BreachReportForm(forms.Form):
    """A possible breach, in the words of whoever reports it."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Whose guardian should look into it?",
        error_messages={"required": "Choose the organisation"},
    )
    happened_on = DateField(
        label="When did it happen?",
        help_text="If you are not sure, the day you noticed it.",
        error_messages={"required": "Enter the day"},
    )
    nature = forms.CharField(
        label="What happened?",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=MOST_WORDS,
        help_text="The guardian and the governance officers read it. It is never "
        "published.",
        error_messages={"required": "Say what happened"},
    )
    control_process = forms.CharField(
        label="Which decision or process does it concern?",
        max_length=500,
        required=False,
    )

    def __init__(
        self, *args: Any, bodies: QuerySet[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "organisation", bodies)
        last = [name for name in self.fields if name not in FIRST]
        self.helper = helper(*FIRST, *last)


FIRST = ("organisation", "happened_on", "nature", "control_process")


class SignedReportForm(BreachReportForm):
    """A report of somebody who has signed in, and may stay unnamed all the same."""

    give_name = forms.ChoiceField(
        label="May the guardian know who reports it?",
        choices=[(YES, "Yes, give my name"), (NO, "No, leave me unnamed")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether your name may be given"},
    )


class PublicReportForm(BreachReportForm):
    """A report of anybody, signed out."""

    reporter = forms.CharField(
        label="Your name, and how to reach you",
        max_length=200,
        required=False,
        help_text="Leave it empty to stay unnamed. Then nobody can ask you back.",
    )


class InvestigationForm(forms.Form):
    """What the guardian found, and what the public may learn from it."""

    investigated_on = DateField(label="When was it investigated?", required=False)
    findings = forms.CharField(
        label="What was found?",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=MOST_WORDS,
        required=False,
        help_text="Restricted: never published.",
    )
    control_process = forms.CharField(
        label="Decision or control process concerned",
        max_length=500,
        required=False,
        help_text="Published. Name nobody.",
    )
    public_words = forms.CharField(
        label="What happened, in words for the public",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MOST_WORDS,
        required=False,
        help_text="Published. Name nobody.",
    )
    learning = forms.CharField(
        label="What is to be learned",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MOST_WORDS,
        required=False,
        help_text="Published. Name nobody.",
    )
    actions_taken = forms.CharField(
        label="What was done",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MOST_WORDS,
        required=False,
        help_text="Published. Name nobody.",
    )
    nhs_england_told_on = DateField(label="When was NHS England told?", required=False)
    names_confirmed = forms.BooleanField(label=NAMED, required=False)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, breach: Breach, **kwargs: Any) -> None:
        kept = {name: getattr(breach, name) for name in Investigation.__annotations__}
        kwargs["initial"] = {**kept, "seen": seal_of(breach)}
        super().__init__(*args, **kwargs)
        if breach.published_at is None:
            del self.fields["names_confirmed"]
        self.helper = helper()

    def investigation(self) -> Investigation:
        """Return what a valid form says."""
        typed = self.cleaned_data
        return Investigation(
            **{name: typed[name] for name in Investigation.__annotations__}
        )


class CloseForm(forms.Form):
    """Whether it was a breach."""

    outcome = forms.ChoiceField(
        label="Was it a breach?",
        choices=[(YES, "Yes, it was a breach"), (NO, "No, it was not a breach")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it was a breach"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()


class PublishForm(forms.Form):
    """The last look before the words without names are published."""

    names_confirmed = forms.BooleanField(label=NAMED, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()


class BreachFilter(forms.Form):
    """Which possible breaches are listed."""

    state = forms.ChoiceField(
        label="Show",
        choices=[("", "All"), *BreachState.choices()],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Ask("state", optional=""))

    def narrow(self, rows: QuerySet[Breach]) -> QuerySet[Breach]:
        """Return those that the filter lets through."""
        self.is_valid()
        wanted = self.cleaned_data.get("state")
        return rows.filter(state=wanted) if wanted else rows

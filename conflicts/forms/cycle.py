"""What an officer types about rounds of declaring, and how lists are narrowed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from conflicts.actions.cycle import LONGEST_ANSWER, RoundDraft
from conflicts.enums import CampaignKind
from conflicts.rules.duties import DutyKind
from core.web.crispy import Ask, helper
from core.web.fields import DateField
from core.web.forms import offer


if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from conflicts.facts.cycle_missing import Missing

REMINDERS = [
    ("14", "14 days before the last day"),
    ("7", "7 days before the last day"),
    ("0", "On the last day"),
    ("-7", "7 days after the last day"),
    ("-14", "14 days after the last day"),
    ("-28", "28 days after the last day"),
]
KIND_HINTS = {
    str(CampaignKind.ANNUAL): "Asks everybody who must declare, on its day.",
    str(CampaignKind.APPOINTMENT): "Stays open and asks people when they begin.",
    str(
        CampaignKind.ROLE_CHANGE
    ): "Stays open and asks people when their role changes.",
}


class RoundForm(forms.Form):
    """A round of declaring: what kind, from when, how long, and who is reminded when."""

    kind = forms.ChoiceField(
        label="What kind of round is it?",
        choices=CampaignKind.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the kind of round"},
    )
    name = forms.CharField(
        label="Name",
        max_length=120,
        help_text="For example: Declarations 2016.",
        error_messages={"required": "Give the round a name"},
    )
    opens_on = DateField(
        label="When does it open?",
        help_text="Letters go out on the morning of this day.",
        error_messages={"required": "Say on what day it opens"},
    )
    answer_within_days = forms.IntegerField(
        label="How many days do people have to answer?",
        min_value=1,
        max_value=LONGEST_ANSWER,
        initial=28,
    )
    reminders = forms.MultipleChoiceField(
        label="When are people reminded who have not answered?",
        choices=REMINDERS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        initial=["7", "0", "-7"],
        help_text="Nobody is reminded after they have answered.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(
            Ask("kind", hints=KIND_HINTS),
            "name",
            "opens_on",
            Ask("answer_within_days", width=3, suffix="days"),
            Ask("reminders", optional=""),
        )

    def draft(self) -> RoundDraft:
        """Return what a valid form plans."""
        typed = self.cleaned_data
        return RoundDraft(
            kind=CampaignKind(typed["kind"]),
            name=typed["name"],
            opens_on=typed["opens_on"],
            answer_within_days=typed["answer_within_days"],
            remind_days_before=[int(each) for each in typed["reminders"]],
        )


class ReasonForm(forms.Form):
    """Why something is ended."""

    reason = forms.CharField(
        label="Why?", max_length=500, error_messages={"required": "Say why"}
    )

    def __init__(self, *args: Any, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = hint
        self.helper = helper()


class ByPostForm(forms.Form):
    """The day on which somebody was asked by post or by hand."""

    on = DateField(
        label="On what day were they asked?",
        error_messages={"required": "Enter the day on which they were asked"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()


class MissingFilter(forms.Form):
    """Which of those who have not confirmed are shown; whatever is wrong is left out."""

    committee = forms.ChoiceField(label="Committee", required=False)
    kind = forms.ChoiceField(
        label="Kind of duty",
        choices=[("", "Every kind"), *DutyKind.choices()],
        required=False,
    )
    practice = forms.ChoiceField(label="Practice", required=False)
    overdue = forms.BooleanField(label="Only those overdue", required=False)
    q = forms.CharField(label="Name", required=False, max_length=100)

    def __init__(
        self,
        *args: Any,
        committees: Iterable[tuple[int, str]] = (),
        practices: Iterable[tuple[int, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "committee": [("", "Every committee"), *_texts(committees)],
            "practice": [("", "Every practice"), *_texts(practices)],
        }
        for name, listed in choices.items():
            offer(self, name, listed)
        self.helper = helper(*(Ask(name, optional="") for name in self.fields))

    def narrow(self, rows: Sequence[Missing]) -> list[Missing]:
        """Return the people that the filter lets through, in their order."""
        self.is_valid()
        wanted = self.cleaned_data
        return [row for row in rows if _fits(row, wanted)]


def _fits(row: Missing, wanted: dict[str, Any]) -> bool:
    committee, practice = wanted.get("committee"), wanted.get("practice")
    name = f"{row.person.given_name} {row.person.family_name}".casefold()
    return not (
        (committee and int(committee) not in row.duty.committees)
        or (practice and int(practice) not in row.duty.practice_ids)
        or (wanted.get("kind") and wanted["kind"] not in row.duty.kinds)
        or (wanted.get("overdue") and not row.days_overdue)
        or any(word not in name for word in wanted.get("q", "").casefold().split())
    )


def _texts(pairs: Iterable[tuple[int, str]]) -> list[tuple[str, str]]:
    return [(str(key), name) for key, name in pairs]

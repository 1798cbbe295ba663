"""What is typed before a pack goes out: waivers, and what the checks of a body do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from core.web.crispy import Ask, helper
from core.web.fields import DateField
from core.web.forms import offer
from meetings.enums import CheckEffect, PreflightCheck


if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ALL = ""


class WaiveForm(forms.Form):
    """Which findings of one check are set aside, with one reason for all of them."""

    findings = forms.MultipleChoiceField(
        label="What do you waive?",
        help_text="Take out what you will mend instead",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose what you want to waive",
            "invalid_choice": "What was found has changed. Look at the page again",
        },
    )
    reason = forms.CharField(
        label="Why may the pack go out all the same?",
        help_text="It is kept, and reported to the audit chair",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Give the reason"},
    )

    def __init__(
        self, *args: Any, findings: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", {"findings": [key for key, _said in findings]})
        super().__init__(*args, **kwargs)
        offer(self, "findings", findings)
        self.helper = helper("findings", "reason")


class CheckForm(forms.Form):
    """What one check does to the packs of a committee's meetings, from a day on."""

    effect = forms.ChoiceField(
        label="What does it do to the pack?",
        choices=CheckEffect.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it does to the pack"},
    )
    limit = forms.IntegerField(
        label="Most pages of a paper",
        help_text="Leave it empty for no limit",
        min_value=1,
        max_value=5000,
        required=False,
    )
    effective_from = DateField(
        label="For meetings from which day on?",
        error_messages={"required": "Enter the day from which it holds"},
    )

    def __init__(self, *args: Any, check: PreflightCheck, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked: list[Any] = ["effect", Ask("limit", width=4), "effective_from"]
        if check is not PreflightCheck.PAPER_TOO_LONG:
            del self.fields["limit"]
            del asked[1]
        self.helper = helper(*asked)


class WaiverFilter(forms.Form):
    """Of which year, and of which committee; what is not understood is left out."""

    year = forms.ChoiceField(label="Year", required=False)
    committee = forms.ChoiceField(label="Committee", required=False)

    def __init__(
        self,
        typed: Mapping[str, Any],
        *,
        years: Sequence[tuple[str, str]],
        committees: Sequence[tuple[str, str]],
    ) -> None:
        known = {"year": years, "committee": [(ALL, "All committees"), *committees]}
        kept = {
            name: typed.get(name, "")
            if typed.get(name, "") in dict(choices)
            else choices[0][0]
            for name, choices in known.items()
        }
        super().__init__(kept)
        for name, choices in known.items():
            offer(self, name, choices)
        self.chosen = kept
        # Both are always chosen: to call them optional would say nothing.
        self.helper = helper(Ask("year", optional=""), Ask("committee", optional=""))

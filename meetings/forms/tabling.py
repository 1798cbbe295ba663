"""What is asked of a paper that was tabled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from core.web.crispy import Ask, helper
from core.web.fields import TimeField
from core.web.forms import offer


if TYPE_CHECKING:
    from collections.abc import Sequence

TAKEN = [("yes", "It took it"), ("no", "It did not take it")]


class TablingForm(forms.Form):
    """Who tabled a paper and when, and what each committee said.

    `persons` are pairs of key and name, `sittings` of key and short name.
    """

    tabled_by = forms.TypedChoiceField(
        label="Who tabled it?",
        coerce=int,
        error_messages={"required": "Select who tabled it"},
    )
    at = TimeField(
        label="At what time?",
        help_text="On the day of the meeting, for example 10:15",
        error_messages={"required": "Enter the time at which it was tabled"},
    )

    def __init__(
        self,
        *args: Any,
        persons: Sequence[tuple[int, str]],
        sittings: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "tabled_by", [("", "Select a person"), *persons])
        self.sittings = {f"taken_{key}": key for key, _name in sittings}
        for key, name in sittings:
            self.fields[f"taken_{key}"] = forms.ChoiceField(
                label=f"Did {name} agree to consider it?",
                choices=TAKEN,
                widget=forms.RadioSelect,
                error_messages={"required": f"Say if {name} took it"},
            )
        self.helper = helper(Ask("tabled_by", search=True), "at", *self.sittings)

    @property
    def answers(self) -> dict[int, bool]:
        """Return by sitting (key) whether its committee took the paper."""
        said = self.cleaned_data
        return {key: said[name] == "yes" for name, key in self.sittings.items()}

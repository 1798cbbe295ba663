"""On whose word a part of the checklist is closed, as an officer records it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from conflicts.forms.sources import source_day_field, source_field
from core.web.crispy import helper
from core.web.forms import offer


if TYPE_CHECKING:
    from collections.abc import Sequence


class ClosingForm(forms.Form):
    """Which chair said so, how and when; nothing is asked of the chair themself."""

    chair = forms.TypedChoiceField(
        label="Which chair said so?",
        coerce=int,
        error_messages={"required": "Select the chair"},
    )
    source = source_field()
    source_on = source_day_field(help_text="The day on which the chair said so.")

    def __init__(
        self,
        *args: Any,
        chairs: Sequence[tuple[int, str]],
        is_own: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "chair", [("", "Select a chair"), *chairs])
        if is_own:
            self.fields.clear()
        self.helper = helper(*self.fields)

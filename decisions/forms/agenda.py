"""What is typed to put an item on another agenda."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from core.web.crispy import helper
from core.web.forms import offer


if TYPE_CHECKING:
    from collections.abc import Sequence


class AnotherAgendaForm(forms.Form):
    """To which meeting an item goes; `agendas` are pairs of key and words."""

    agenda = forms.TypedChoiceField(
        label="On which agenda?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Select a meeting"},
    )

    def __init__(
        self, *args: Any, agendas: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "agenda", agendas)
        self.helper = helper("agenda")

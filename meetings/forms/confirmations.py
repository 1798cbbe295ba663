"""What somebody says of the conflicts found about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crispy_forms.layout import Fieldset
from django import forms

from conflicts.enums import SourceKind
from conflicts.forms.sources import source_day_field, source_field
from core.web.crispy import Ask, helper
from meetings.actions.confirmations import Said
from meetings.enums import RowAnswer


if TYPE_CHECKING:
    from collections.abc import Sequence

MISSING = "Say whether this is right"


class ConfirmationForm(forms.Form):
    """An answer for each item on which something was found, and nothing to add.

    `items` are pairs of item key and the question; `seen` stamps what was shown.
    With `for_another` an officer says how and when it was said.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        items: Sequence[tuple[int, str, str]],
        for_another: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        asked: list[Any] = ["seen"]
        for key, question, hint in items:
            name, why = f"answer_{key}", f"why_{key}"
            self.fields[name] = forms.ChoiceField(
                label=question,
                help_text=hint,
                choices=RowAnswer.choices(),
                widget=forms.RadioSelect,
                error_messages={"required": f"{MISSING}: {question}"},
            )
            self.fields[why] = forms.CharField(
                label="What is not right?",
                help_text="One sentence. The chair and the governance officer read it.",
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            asked.append(Ask(name, reveals={RowAnswer.DISPUTED.value: why}))
        if for_another:
            self.fields["source"] = source_field()
            self.fields["source_on"] = source_day_field(
                help_text="The day on which they said it."
            )
            asked.append(Fieldset("How it was said", "source", "source_on"))
        self.helper = helper(*asked)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for key, question, _hint in self.items:
            is_disputed = said.get(f"answer_{key}") == RowAnswer.DISPUTED
            if is_disputed and not said.get(f"why_{key}", "").strip():
                self.add_error(f"why_{key}", f"Say what is not right: {question}")
        return said

    def said(self) -> dict[int, Said]:
        """Return the answers by item key."""
        typed = self.cleaned_data
        return {
            key: Said(RowAnswer(typed[f"answer_{key}"]), typed[f"why_{key}"])
            for key, _question, _hint in self.items
        }

    def seen_stamps(self) -> frozenset[str]:
        """Return the stamps of what was shown."""
        return frozenset(self.cleaned_data["seen"].split(","))

    def source(self) -> dict[str, Any]:
        """Return how and when it was said, as the action takes it."""
        if "source" not in self.fields:
            return {}
        typed = self.cleaned_data
        return {
            "source": SourceKind(typed["source"]),
            "confirmed_on": typed["source_on"],
        }

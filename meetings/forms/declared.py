"""What an officer types when somebody declares an interest in the room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from conflicts.actions.declarations import Declaration
from conflicts.enums import Nature
from core.web.crispy import helper
from core.web.forms import offer


if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from commissioning.models import Organisation


class DeclaredForm(forms.Form):
    """Who declares what, at which item, about whom."""

    person = forms.TypedChoiceField(
        label="Who declares it?",
        coerce=int,
        error_messages={"required": "Select who declares it"},
    )
    item = forms.TypedChoiceField(
        label="At which item?",
        coerce=int,
        error_messages={"required": "Select the item"},
    )
    description = forms.CharField(
        label="What is declared?",
        help_text="In words that may be published: no third person's name",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter what is declared"},
    )
    nature = forms.ChoiceField(
        label="Which type of interest?",
        choices=Nature.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Select the type of interest"},
    )
    organisation = forms.TypedChoiceField(
        label="Which organisation on this agenda does it concern?",
        coerce=int,
        empty_value=None,
        required=False,
    )
    unlisted_name = forms.CharField(
        label="Or another: what is it called?", max_length=200, required=False
    )
    relationship = forms.CharField(
        label="Whose interest is it, if not their own?",
        help_text="For example spouse; never a name. Leave empty for their own",
        max_length=200,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        persons: Sequence[tuple[int, str]],
        items: Sequence[tuple[int, str]],
        organisations: Sequence[Organisation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {one.pk: one for one in organisations}
        choices = [(pk, one.name) for pk, one in self.bodies.items()]
        for name, pairs in (
            ("person", [("", "Select a person"), *persons]),
            ("item", [("", "Select an item"), *items]),
            ("organisation", [("", "None of them"), *choices]),
        ):
            offer(self, name, pairs)
        self.helper = helper(*self.fields)

    def declaration(self, spoken_on: date) -> Declaration:
        """Return what was declared; they became aware of it on the day at the latest."""
        said = self.cleaned_data
        body = self.bodies.get(said["organisation"])
        return Declaration(
            nature=Nature(said["nature"]),
            description=said["description"],
            organisation=body,
            unlisted_name="" if body else said["unlisted_name"],
            is_indirect=bool(said["relationship"].strip()),
            relationship=said["relationship"],
            became_aware_on=spoken_on,
        )

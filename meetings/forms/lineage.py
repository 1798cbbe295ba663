"""What an officer says of an item's past, and of those who contributed to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from core.web.crispy import helper
from core.web.forms import offer
from meetings.enums import ContributorRole


if TYPE_CHECKING:
    from collections.abc import Sequence


class EarlierForm(forms.Form):
    """Which earlier item an item continues; `earlier` are pairs of key and words."""

    earlier = forms.TypedChoiceField(
        label="Which item does it continue?",
        help_text="Items on the same organisations come first. What the chair ruled "
        "then is offered for confirmation.",
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(
        self, *args: Any, earlier: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "earlier", [("", "None: it is new"), *earlier])
        self.helper = helper("earlier")


class ContributorForm(forms.Form):
    """Somebody who presents, wrote or reviewed it; `persons` are keys and names."""

    person = forms.TypedChoiceField(
        label="Who?", coerce=int, error_messages={"required": "Select the person"}
    )
    role = forms.ChoiceField(
        label="What did they do?",
        choices=ContributorRole.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Select what they did"},
    )

    def __init__(
        self, *args: Any, persons: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", [("", "Select a person"), *persons])
        self.helper = helper("person", "role")

"""What the officer types about who is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from core.web.crispy import Ask, helper
from core.web.fields import DateTimeField
from core.web.forms import offer
from meetings.enums import Capacity, Moment, Place, PresenceKind


if TYPE_CHECKING:
    from collections.abc import Sequence

SEATLESS = [
    choice for choice in Capacity.choices() if Capacity(choice[0]).is_given_by_hand
]


PLACES_INSIDE = [choice for choice in Place.choices() if choice[0] != Place.OUT]


class ApologiesForm(forms.Form):
    """The holder of a seat will not come; perhaps a deputy does."""

    seat = forms.ChoiceField(
        label="Whose seat?", error_messages={"required": "Select the seat"}
    )
    deputy = forms.ChoiceField(
        label="Who comes instead?",
        required=False,
        help_text="Only deputies named for the seat before the meeting can fill it.",
    )

    def __init__(
        self,
        *args: Any,
        seats: Sequence[tuple[str, str]],
        deputies: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "seat", [("", "Select a seat"), *seats])
        offer(self, "deputy", [("", "Nobody"), *deputies])
        self.helper = helper("seat", "deputy")


class AttendingForm(forms.Form):
    """Somebody without a seat attends one or more sittings."""

    person = forms.TypedChoiceField(
        label="Who?", coerce=int, error_messages={"required": "Select the person"}
    )
    capacity = forms.ChoiceField(label="As what?", choices=SEATLESS)
    sittings = forms.TypedMultipleChoiceField(
        label="For which committees?",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one committee"},
    )

    def __init__(
        self,
        *args: Any,
        persons: Sequence[tuple[int, str]],
        sittings: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", [("", "Select a person"), *persons])
        offer(self, "sittings", sittings)
        self.helper = helper(Ask("person", search=True), "capacity", "sittings")


class OpeningForm(forms.Form):
    """Who is there when the meeting opens."""

    persons = forms.TypedMultipleChoiceField(
        label="Who is there?",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select everybody who is there"},
    )
    happened_at = DateTimeField(
        label="When did the meeting open?",
        error_messages={"required": "Enter when the meeting opened"},
    )

    def __init__(
        self, *args: Any, persons: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "persons", persons)
        self.helper = helper("persons", "happened_at")


APART = (
    "Somebody leaves for one committee’s decision and comes back for another’s. Record "
    "the first decision, then who comes back, during the item, then the next decision."
)


class MovementForm(forms.Form):
    """Somebody comes in or goes out, at an item."""

    person = forms.TypedChoiceField(
        label="Who?", coerce=int, error_messages={"required": "Select the person"}
    )
    kind = forms.ChoiceField(
        label="What happened?",
        choices=PresenceKind.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Select what happened"},
    )
    place = forms.ChoiceField(
        label="Where are they now?",
        choices=PLACES_INSIDE,
        required=False,
        help_text="Only people at the table or remote take part and count.",
    )
    item = forms.TypedChoiceField(label="At which item?", coerce=int)
    moment = forms.ChoiceField(label="At which moment?", choices=Moment.choices())
    happened_at = DateTimeField(
        label="At what time?", error_messages={"required": "Enter the time"}
    )

    def __init__(
        self,
        *args: Any,
        persons: Sequence[tuple[int, str]],
        items: Sequence[tuple[int, str]],
        is_apart: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if is_apart:
            self.fields["moment"].help_text = APART
        offer(self, "person", [("", "Select a person"), *persons])
        offer(self, "item", items)
        self.helper = helper(
            "person",
            Ask("kind", reveals={PresenceKind.IN: "place"}),
            "item",
            "moment",
            "happened_at",
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned is None:
            return cleaned
        if cleaned.get("kind") == PresenceKind.OUT:
            cleaned["place"] = Place.OUT
        elif not cleaned.get("place"):
            cleaned["place"] = Place.TABLE
        return cleaned

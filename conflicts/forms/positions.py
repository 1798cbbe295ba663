"""What an officer types about what somebody is to a body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q

from commissioning.models import Organisation
from conflicts.actions.positions import PositionDraft
from conflicts.enums import Capacity
from conflicts.rules.duties import BANDS
from core.web.crispy import Ask, helper
from core.web.fields import DateField
from core.web.forms import offer_rows
from people.models import Person


if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from conflicts.models import Position
    from conflicts.models.position import PositionQuerySet

NOW, ENDED, ALL = "now", "ended", "all"
ASKED = (
    Ask("capacity"),
    "title",
    Ask("practice", search=True),
    Ask("band", width=5),
    "can_commit",
    Ask("line_manager", search=True),
    "from_on",
    "to_on",
)


class PositionForm(forms.Form):
    """A position, without whose it is."""

    capacity = forms.ChoiceField(
        label="What are they to the body?",
        choices=Capacity.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what they are to the body"},
    )
    title = forms.CharField(
        label="Title of the position",
        max_length=160,
        help_text="As the register shows it, for example: Head of finance.",
        error_messages={"required": "Enter the title of the position"},
    )
    practice = forms.ModelChoiceField(
        label="Which practice?",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="None",
        help_text="For partners, directors and staff of a member practice.",
    )
    band = forms.CharField(
        label="Band",
        max_length=4,
        required=False,
        help_text=f"Agenda for Change, for example 5 or 8d; VSM above {BANDS[-2]}.",
    )
    can_commit = forms.BooleanField(
        label="May enter into contracts, buy, or decide formulary or equipment",
        required=False,
    )
    line_manager = forms.ModelChoiceField(
        label="Who is their line manager?",
        queryset=Person.objects.none(),
        required=False,
        empty_label="Nobody",
        help_text="Agrees what is done about their interests.",
    )
    from_on = DateField(
        label="First day", error_messages={"required": "Enter the first day"}
    )
    to_on = DateField(
        label="Last day",
        required=False,
        help_text="Leave empty when no end has been agreed.",
    )

    def __init__(
        self,
        *args: Any,
        practices: QuerySet[Organisation],
        managers: QuerySet[Person],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "practice", practices)
        offer_rows(self, "line_manager", managers)
        self.helper = helper(*ASKED)

    def draft(self) -> PositionDraft:
        """Return what a valid form says of the position."""
        typed = self.cleaned_data
        return PositionDraft(
            **{
                name: typed[name]
                for name in PositionForm.base_fields
                if name != "capacity"
            },
            capacity=Capacity(typed["capacity"]),
        )


class NewPositionForm(PositionForm):
    """A position of somebody who is found by name first."""

    person = forms.ModelChoiceField(
        label="Who is it?",
        queryset=Person.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose the person"},
    )

    def __init__(self, *args: Any, persons: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "person", persons)
        self.helper = helper("person", *ASKED)


class EndPositionForm(forms.Form):
    """The last day of a position."""

    on = DateField(label="Last day", error_messages={"required": "Enter the last day"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()


class PositionFilter(forms.Form):
    """Which positions of a body are listed; whatever is wrong is left out."""

    state = forms.ChoiceField(
        label="Show",
        choices=[(NOW, "Held today or later"), (ENDED, "Ended"), (ALL, "All")],
        required=False,
    )
    capacity = forms.ChoiceField(
        label="Kind", choices=[("", "Every kind"), *Capacity.choices()], required=False
    )
    q = forms.CharField(label="Name, title or practice", required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(*(Ask(name, optional="") for name in self.fields))

    def narrow(self, rows: PositionQuerySet, day: date) -> PositionQuerySet:
        """Return the positions that the filter lets through on `day`."""
        self.is_valid()
        wanted = self.cleaned_data
        state = wanted.get("state") or NOW
        if state == NOW:
            rows = rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=day))
        elif state == ENDED:
            rows = rows.filter(to_on__lt=day)
        if wanted.get("capacity"):
            rows = rows.filter(capacity=wanted["capacity"])
        for word in wanted.get("q", "").split():
            rows = rows.filter(
                Q(person__given_name__icontains=word)
                | Q(person__family_name__icontains=word)
                | Q(title__icontains=word)
                | Q(practice__name__icontains=word)
            )
        return rows


def initial_of(position: Position) -> dict[str, Any]:
    """Return what the correcting form starts with."""
    return {name: getattr(position, name) for name in PositionForm.base_fields}

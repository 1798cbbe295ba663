"""What an officer types about committees, holders, deputies and groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from commissioning.models import Organisation
from committees.enums import CommitteeKind
from committees.models import Committee, Seat
from committees.rules.appointed import months_ahead
from core import clock
from core.web.crispy import Ask, helper
from core.web.fields import DateField
from core.web.forms import offer_rows
from people.models import Person


if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


MONTHS_AHEAD = 6


class EstablishForm(forms.Form):
    """A new standing body."""

    name = forms.CharField(
        label="Name",
        max_length=200,
        error_messages={"required": "Enter the name of the committee"},
    )
    short_name = forms.CharField(
        label="Short name",
        max_length=60,
        error_messages={"required": "Enter a short name"},
        help_text="For narrow columns, for example Havering PCCC.",
    )
    kind = forms.ChoiceField(label="Kind of body", choices=CommitteeKind.choices())
    organisations = forms.ModelMultipleChoiceField(
        label="Whose committee is it?",
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the organisations whose committee it is"},
    )
    reference_pattern = forms.CharField(
        label="Pattern of item references",
        max_length=60,
        initial="PCC{yy}/{n:03}",
        help_text="{yy} is the year, {n:03} the running number: PCC16/001.",
    )
    refers_to = forms.ModelChoiceField(
        label="Where does an item go that it cannot decide?",
        queryset=Committee.objects.none(),
        required=False,
        empty_label="Not decided yet",
    )
    established_on = DateField(
        label="Established on",
        error_messages={"required": "Enter the day it was established"},
    )

    def __init__(
        self,
        *args: Any,
        organisations: QuerySet[Organisation],
        committees: QuerySet[Committee],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "organisations", organisations)
        offer_rows(self, "refers_to", committees)
        self.helper = helper()


class DisestablishForm(forms.Form):
    """The last day of a committee."""

    on = DateField(
        label="Last day the committee stands",
        error_messages={"required": "Enter the last day"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()


class DayForm(forms.Form):
    """The day on which a committee is looked at; asked in the address."""

    on = DateField(label="See the committee on another day", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Ask("on", optional="", size="s"))

    @property
    def day(self) -> date:
        """Return the day asked for; today where none, or a wrong one, was given."""
        self.is_valid()
        return self.cleaned_data.get("on") or clock.today()


class AheadForm(forms.Form):
    """The day on which it is asked who sits, and how far ahead; in the address."""

    on = DateField(label="Who sits on", required=False)
    months = forms.IntegerField(
        label="How many months ahead",
        min_value=1,
        max_value=36,
        required=False,
        error_messages={
            "min_value": "Look at least 1 month ahead",
            "max_value": "Look at most 36 months ahead",
            "invalid": "Enter the months as a whole number",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(
            Ask("on", optional="", size="s"), Ask("months", optional="", width=2)
        )

    @property
    def shown(self) -> dict[str, Any]:
        """Return the day and the months that hold: the usual where none is given."""
        typed = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return {
            "on": typed.get("on") or clock.today(),
            "months": typed.get("months") or MONTHS_AHEAD,
        }

    @property
    def period(self) -> tuple[date, date]:
        """Return the day asked for, and the last day that is looked at."""
        day = self.shown["on"]
        return day, months_ahead(day, self.shown["months"])


class HolderForm(forms.Form):
    """Who takes a seat, or may stand in for it, and from when."""

    person = forms.ModelChoiceField(
        label="Who is it?",
        queryset=Person.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose the person"},
    )
    from_on = DateField(
        label="First day", error_messages={"required": "Enter the first day"}
    )
    to_on = DateField(
        label="Last day",
        required=False,
        help_text="Leave empty when no end has been agreed.",
    )

    def __init__(self, *args: Any, persons: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "person", persons)
        self.helper = helper()


class PersonForm(forms.Form):
    """Somebody who is not in the record yet."""

    title = forms.CharField(label="Title", max_length=30, required=False)
    given_name = forms.CharField(label="First name", max_length=100)
    family_name = forms.CharField(label="Last name", max_length=100)
    email = forms.EmailField(label="Email address", required=False)
    telephone = forms.CharField(label="Telephone", max_length=40, required=False)
    postal_address = forms.CharField(
        label="Postal address",
        widget=forms.Textarea,
        required=False,
        help_text="For somebody who takes letters by post.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(
            Ask("title", width=5),
            "given_name",
            "family_name",
            "email",
            Ask("telephone", width=20),
            "postal_address",
        )


class EndForm(forms.Form):
    """The last day of an appointment or of a deputy's naming."""

    on = DateField(label="Last day", help_text="The seat is vacant from the next day.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()


class GroupForm(forms.Form):
    """Committees that meet at one time and place."""

    name = forms.CharField(label="Name of the group", max_length=200)
    committees = forms.ModelMultipleChoiceField(
        label="Which committees meet together?",
        queryset=Committee.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least two committees"},
    )
    convening_seat = forms.ModelChoiceField(
        label="Who convenes?",
        queryset=Seat.objects.none(),
        help_text="One of the chairs runs the room. Each committee keeps its own.",
        empty_label="Choose a chair",
        error_messages={"required": "Choose who convenes"},
    )

    def __init__(
        self,
        *args: Any,
        committees: QuerySet[Committee],
        chairs: QuerySet[Seat],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "committees", committees)
        seat: Any = offer_rows(self, "convening_seat", chairs)
        seat.label_from_instance = lambda each: f"{each.committee}: {each.title}"
        self.helper = helper()

"""The questions of a declaration, one form a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.urls import reverse_lazy

from conflicts.enums import Nature, Tie
from conflicts.forms.answers import (
    ANOTHER,
    BEGAN,
    CLOSE,
    MINE,
    NOT_STATED,
)
from conflicts.forms.sources import source_day_field, source_field
from conflicts.rules.declaring import company_number
from core import clock
from core.web.crispy import Ask, helper
from core.web.fields import DateField
from core.web.forms import offer


if TYPE_CHECKING:
    from collections.abc import Mapping


NATURE_HINTS = {
    str(Nature.FINANCIAL): "Money may be gained or lost: partner, director, "
    "shareholder, employee, landlord, paid adviser.",
    str(Nature.PROFESSIONAL): "Standing or career: an unpaid office, a special "
    "interest, an adviser's role.",
    str(Nature.PERSONAL): "Something else that matters: trustee, campaigner, patient.",
}
TIES = [
    (Tie.PARTNER.value, "Partner"),
    (Tie.DIRECTOR.value, "Director"),
    (Tie.SHAREHOLDER.value, "Shareholder or owner"),
    (Tie.EMPLOYEE.value, "Employee"),
    (Tie.LANDLORD.value, "Landlord: lets premises to it"),
    (Tie.ADVISER.value, "Paid adviser"),
    (Tie.OFFICE.value, "Holds an office in it"),
    (Tie.TRUSTEE.value, "Trustee"),
    (Tie.CAMPAIGNER.value, "Belongs to it or campaigns for it"),
    (Tie.PATIENT.value, "Patient of it"),
    (Tie.OTHER.value, "Something else"),
]
IN_THE_FUTURE = "It cannot be in the future"


class StepForm(forms.Form):
    """One page of questions; `voice` is whose words its labels are in.

    `me` for somebody's own interest, `them` where an officer writes it down.
    """

    theirs: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, voice: str = "me", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if voice == "them":
            for name, label in self.theirs.items():
                self.fields[name].label = label
        self.lay_out()

    def lay_out(self) -> None:
        """Choose how the questions look."""
        self.helper = helper(*self.fields)


class KindForm(StepForm):
    """What may be gained."""

    nature = forms.ChoiceField(
        label="What kind of interest is it?",
        choices=Nature.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the kind of interest"},
    )

    def lay_out(self) -> None:
        self.helper = helper(Ask("nature", hints=NATURE_HINTS, heading=True, size="l"))


class WhoseForm(StepForm):
    """Whose it is: a relationship, never a name."""

    whose = forms.ChoiceField(
        label="Whose interest is it?",
        choices=[(MINE, "Mine"), (CLOSE, "Somebody's who is close to me")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whose interest it is"},
    )
    relationship = forms.CharField(
        label="Who are they to you?",
        max_length=200,
        required=False,
        help_text="For example spouse, close friend or business partner. This is "
        "published: do not give their name.",
    )
    theirs: ClassVar[Mapping[str, str]] = {
        "relationship": "Who are they to the person?"
    }

    def __init__(self, *args: Any, voice: str = "me", **kwargs: Any) -> None:
        super().__init__(*args, voice=voice, **kwargs)
        if voice == "them":
            offer(
                self,
                "whose",
                [
                    (MINE, "The person's own"),
                    (CLOSE, "Somebody's who is close to them"),
                ],
            )

    def lay_out(self) -> None:
        self.helper = helper(
            Ask(
                "whose",
                heading=True,
                size="l",
                reveals={CLOSE: Ask("relationship", optional="")},
            )
        )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("whose") == CLOSE and not typed.get("relationship"):
            self.add_error("relationship", "Say how they are connected, not their name")
        return typed


class FindForm(StepForm):
    """Words to find an organisation by."""

    q = forms.CharField(
        label="Name, code or postcode",
        max_length=100,
        required=False,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                # With scripts the list below follows the typing; without, a button.
                "hx-get": reverse_lazy("conflicts:organisations_found"),
                "hx-trigger": "input changed delay:300ms",
                "hx-target": "#found",
                "hx-sync": "this:replace",
            }
        ),
    )

    def lay_out(self) -> None:
        self.helper = helper(Ask("q", optional=""))


class CompanyForm(StepForm):
    """A company by its name and number."""

    company_name = forms.CharField(
        label="Name of the company",
        max_length=200,
        error_messages={"required": "Enter the name of the company"},
    )
    company_number = forms.CharField(
        label="Company number",
        max_length=12,
        help_text="8 characters, for example 01234567 or SC123456. It stands on the "
        "company's letters and website.",
        error_messages={"required": "Enter the company number"},
    )

    def lay_out(self) -> None:
        self.helper = helper("company_name", Ask("company_number", width=10))

    def clean_company_number(self) -> str:
        try:
            return company_number(self.cleaned_data["company_number"])
        except ValueError:
            raise forms.ValidationError(
                "A company number has 8 characters: 8 digits, or 2 letters and 6 digits"
            ) from None


class UnlistedForm(StepForm):
    """Something that is in no directory."""

    unlisted_name = forms.CharField(
        label="Name of the organisation or concern",
        max_length=200,
        error_messages={"required": "Enter its name"},
    )


class TieForm(StepForm):
    """How they are tied, in a choice and in words."""

    tie = forms.ChoiceField(
        label="What is the tie?",
        choices=TIES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the tie"},
    )
    description = forms.CharField(
        label="Describe it in a sentence",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="For example: GP partner since 2012. These words are published, so "
        "name nobody else.",
        error_messages={"required": "Describe the interest"},
    )
    may_touch = forms.CharField(
        label="What business may it touch?",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        required=False,
        help_text="For example: local contracts, premises and rent.",
    )

    def lay_out(self) -> None:
        self.helper = helper(
            Ask("tie", small=True), Ask("description", threshold=75), "may_touch"
        )


class DatesForm(StepForm):
    """From when to when, when it arose and when the person became aware of it."""

    from_on = DateField(
        label="When did it begin?",
        required=False,
        help_text="Leave empty if you do not know: it is then shown as not stated.",
    )
    to_on = DateField(
        label="When did it end?",
        required=False,
        help_text="Leave empty if it goes on.",
    )
    arose = forms.ChoiceField(
        label="When did it become a possible conflict?",
        help_text="Often the day it began, or the day you took up your role.",
        choices=[
            (BEGAN, "The day it began"),
            (ANOTHER, "Another day"),
            (NOT_STATED, "Not stated"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say when it became a possible conflict"},
    )
    arose_on = DateField(label="Which day did it arise?", required=False)
    aware = forms.ChoiceField(
        label="When did you become aware of it?",
        help_text="The law counts the days to declare from here.",
        choices=[
            (BEGAN, "The day it began"),
            (ANOTHER, "Another day"),
            (NOT_STATED, "Not stated"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say when you became aware of it"},
    )
    became_aware_on = DateField(label="Which day did you learn of it?", required=False)
    theirs: ClassVar[Mapping[str, str]] = {
        "aware": "When did they become aware of it?",
        "became_aware_on": "Which day did they learn of it?",
    }

    def lay_out(self) -> None:
        self.helper = helper(
            "from_on",
            "to_on",
            Ask("arose", small=True, reveals={ANOTHER: Ask("arose_on", optional="")}),
            Ask(
                "aware",
                small=True,
                reveals={ANOTHER: Ask("became_aware_on", optional="")},
            ),
        )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        first, last = typed.get("from_on"), typed.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", "The end must be on or after the beginning")
        for radio, day in (("arose", "arose_on"), ("aware", "became_aware_on")):
            self._settle(typed, radio, day)
        aware = typed.get("became_aware_on")
        if aware and aware > clock.today():
            self.add_error("aware", IN_THE_FUTURE)
        return typed

    def _settle(self, typed: dict[str, Any], radio: str, day: str) -> None:
        """Turn a choice and perhaps a date into the date, or None for not stated."""
        choice = typed.get(radio)
        if choice == BEGAN:
            typed[day] = typed.get("from_on")
            if typed[day] is None and "from_on" not in self.errors:
                self.add_error(radio, "Say above when it began, or choose another day")
        elif choice == ANOTHER:
            if typed.get(day) is None and day not in self.errors:
                self.add_error(day, "Enter the day, or choose not stated")
        else:
            # A day typed under a choice that was left again is not meant.
            typed[day] = None
            self.errors.pop(day, None)


class NoteForm(StepForm):
    """What only the officer and the guardian may read."""

    restricted_note = forms.CharField(
        label="Is there anything that must never be published?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
        help_text="Only the person, the governance officer and the guardian read this.",
    )

    def lay_out(self) -> None:
        self.helper = helper(Ask("restricted_note", heading=True, size="l"))


class SourceForm(StepForm):
    """How a declaration reached the officer, and what was agreed about it."""

    source = source_field()
    source_on = source_day_field()
    source_reference = forms.CharField(
        label="Where is it kept?",
        max_length=120,
        required=False,
        help_text="For example: minute 12, or form 7 in the folder of returns.",
    )
    mitigation = forms.CharField(
        label="What is done about it?",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        required=False,
        help_text="If that is agreed already. It stands in the register.",
    )

    def clean_source_on(self) -> Any:
        day = self.cleaned_data["source_on"]
        if day > clock.today():
            raise forms.ValidationError(IN_THE_FUTURE)
        return day


FORMS: Mapping[str, type[StepForm]] = {
    "source": SourceForm,
    "kind": KindForm,
    "whose": WhoseForm,
    "tie": TieForm,
    "dates": DatesForm,
    "note": NoteForm,
}

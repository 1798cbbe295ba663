"""What is typed about quorum before a meeting: ways out, answers, who helps out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crispy_forms.layout import Fieldset
from django import forms

from committees.enums import SeatCategory
from conflicts.enums import SourceKind
from conflicts.forms.sources import source_day_field, source_field
from core.web.crispy import Ask, helper
from core.web.fields import DateField
from core.web.forms import offer, offer_rows
from meetings.enums import ReplyAnswer
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

CATEGORIES = [
    (each.value, each.label)
    for each in (SeatCategory.GP, SeatCategory.INDEPENDENT_CLINICIAN)
]


class WayOutForm(forms.Form):
    """Why a way out was chosen, and by whom; for a split, what moves to the new item.

    `deciders` are pairs of person key and name of the chairs whose choice it may be;
    where the reader is one of them (`is_own`) that is not asked. `subjects` are pairs
    of key and name of what the item touches, `free` the keys no conflict touches.
    """

    title = forms.CharField(
        label="Title of the new item",
        max_length=300,
        error_messages={"required": "Enter a title for the new item"},
    )
    subjects = forms.TypedMultipleChoiceField(
        label="What moves to the new item?",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="What no conflict touches is ticked.",
        error_messages={"required": "Tick what moves to the new item"},
    )
    reason = forms.CharField(
        label="Why this way?",
        help_text="The minutes give the reason and the route.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter why this way was chosen"},
    )
    chosen_for = forms.TypedChoiceField(
        label="Whose choice is it?",
        coerce=int,
        error_messages={"required": "Select the chair who chose"},
    )
    source = source_field()
    ruled_on = source_day_field(
        help_text="The day on which the chair chose.",
        missing="Enter the day on which the chair chose",
    )

    def __init__(
        self,
        *args: Any,
        deciders: Sequence[tuple[int, str]],
        is_own: bool,
        subjects: Sequence[tuple[int, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        asked: list[Any] = ["reason"]
        if subjects:
            offer(self, "subjects", subjects)
            asked = ["subjects", "title", *asked]
        else:
            del self.fields["subjects"], self.fields["title"]
        if is_own:
            for name in ("chosen_for", "source", "ruled_on"):
                del self.fields[name]
        else:
            offer(self, "chosen_for", deciders)
            asked.append(
                Fieldset(
                    "Where the choice comes from", "chosen_for", "source", "ruled_on"
                )
            )
        self.helper = helper(*asked)

    def said(self, own: Person | None) -> dict[str, Any]:
        """Return what was typed, as the action takes it; `own` is the reader."""
        typed = self.cleaned_data
        chosen = typed.get("chosen_for")
        return {
            "reason": typed["reason"],
            "chosen_for": Person.objects.get(pk=chosen) if chosen else own,
            "source": SourceKind(typed.get("source") or SourceKind.SELF),
            "ruled_on": typed.get("ruled_on"),
            "title": typed.get("title", ""),
            "subjects": typed.get("subjects", ()),
        }


class ReplyForm(forms.Form):
    """What somebody answers to an invitation, for one or several committees."""

    sittings = forms.TypedMultipleChoiceField(
        label="For which committees?",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one committee"},
    )
    answer = forms.ChoiceField(
        choices=ReplyAnswer.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Select an answer"},
    )
    deputy = forms.TypedChoiceField(
        label="Which deputy comes?", coerce=int, required=False, empty_value=None
    )
    source = source_field()
    replied_on = source_day_field(
        help_text="The day on which the answer came.",
        missing="Enter the day on which the answer came",
    )

    def __init__(
        self,
        *args: Any,
        question: str,
        sittings: Sequence[tuple[int, str]],
        deputies: Sequence[tuple[int, str]],
        is_own: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = question
        offer(self, "sittings", sittings)
        offer(self, "deputy", [("", "Select your deputy"), *deputies])
        answers = [
            one
            for one in ReplyAnswer.choices()
            if deputies or one[0] != ReplyAnswer.DEPUTY
        ]
        offer(self, "answer", answers)
        reveals = {ReplyAnswer.DEPUTY.value: "deputy"} if deputies else {}
        asked: list[Any] = [Ask("answer", reveals=reveals)]
        if len(sittings) > 1:
            asked.insert(0, "sittings")
        else:
            del self.fields["sittings"]
        if is_own:
            del self.fields["source"], self.fields["replied_on"]
        else:
            asked.append(Fieldset("Where it comes from", "source", "replied_on"))
        self.helper = helper(*asked)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        is_deputy = cleaned is not None and cleaned.get("answer") == ReplyAnswer.DEPUTY
        if is_deputy and cleaned is not None and not cleaned.get("deputy"):
            self.add_error("deputy", "Select the deputy who comes")
        return cleaned


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(
        label="Why is it taken back?",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter why it is taken back"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("reason")


class OutsideClinicianForm(forms.Form):
    """Who may be asked, where they work, and from when."""

    person = forms.ModelChoiceField(
        label="Who is it?",
        queryset=Person.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose the person"},
    )
    category = forms.ChoiceField(
        label="As what would they count?",
        choices=CATEGORIES,
        widget=forms.RadioSelect,
        error_messages={"required": "Select as what they would count"},
    )
    works_at = forms.CharField(
        label="Where do they work?",
        help_text="For example: GP in Luton. The minutes name it.",
        max_length=200,
        error_messages={"required": "Enter where they work"},
    )
    note = forms.CharField(label="Note", max_length=300, required=False)
    from_on = DateField(
        label="From which day?", error_messages={"required": "Enter the first day"}
    )

    def __init__(self, *args: Any, persons: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "person", persons)
        self.helper = helper("person", "category", "works_at", "note", "from_on")


class LastDayForm(forms.Form):
    """The last day of somebody on the list."""

    to_on = DateField(
        label="Last day on the list", error_messages={"required": "Enter the last day"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("to_on")


class PresidingForm(forms.Form):
    """Whom those who can vote chose to preside for the item."""

    person = forms.TypedChoiceField(
        label="Who was chosen?",
        coerce=int,
        widget=forms.RadioSelect,
        help_text="Those who are there and can vote on the item, lay members first. All "
        "of them are kept in the record as those who chose.",
        error_messages={"required": "Select who was chosen"},
    )

    def __init__(
        self, *args: Any, persons: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", persons)
        self.helper = helper("person")

"""What an officer types about a meeting: its day, times, place, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from crispy_forms.layout import Fieldset
from django import forms

from core.web.crispy import Ask, helper
from core.web.fields import DateField, TimeField
from core.web.forms import offer


if TYPE_CHECKING:
    from collections.abc import Sequence

    from meetings.models import Gathering

WHEN = ("held_on", "starts_at_time", "ends_at_time", "part_two_time", "next_held_on")


class ReasonedForm(forms.Form):
    """A form that asks for a reason only once something unusual was found."""

    reason = forms.CharField(
        label="Why?",
        help_text="The reason is kept with the record.",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    refusal: Any = None
    # Where it is shown at all, it is wanted.
    reason_options: ClassVar[dict[str, str]] = {"optional": ""}

    @property
    def asks_why(self) -> bool:
        """Say whether the reason should be shown: it was typed, or is wanted."""
        wanted = getattr(self.refusal, "needs_explaining", False)
        return bool(wanted or (self.is_bound and self["reason"].value()))


class WhenForm(ReasonedForm):
    """The day and times of a meeting; what the form was shown is in `seen`."""

    held_on = DateField(
        label="Date of the meeting",
        help_text="For example, 15 6 2016",
        error_messages={"required": "Enter the date of the meeting"},
    )
    starts_at_time = TimeField(
        label="Start",
        help_text="For example, 2pm or 14:00",
        error_messages={"required": "Enter the time at which the meeting starts"},
    )
    ends_at_time = TimeField(label="End", required=False)
    part_two_time = TimeField(
        label="Private part starts",
        help_text="If some items are taken without the public",
        required=False,
    )
    next_held_on = DateField(label="Date of the next meeting", required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(*WHEN, "seen")

    def when(self) -> dict[str, Any]:
        """Return the day and times under the names the actions take."""
        return {name: self.cleaned_data[name] for name in WHEN}


class PlanForm(WhenForm):
    """A new meeting of a group in common or of one committee."""

    body = forms.ChoiceField(
        label="Who meets?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select who meets"},
    )
    title = forms.CharField(
        label="Title",
        help_text="As it is printed on the agenda",
        max_length=200,
        error_messages={"required": "Enter a title"},
    )
    venue = forms.CharField(
        label="Venue", max_length=300, error_messages={"required": "Enter the venue"}
    )
    remote_link = forms.URLField(
        label="Link for those who join from elsewhere",
        required=False,
        assume_scheme="https",
    )

    def __init__(
        self, *args: Any, bodies: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "body", bodies)
        self.helper = helper(
            "body", "title", Fieldset("When", *WHEN), "venue", "remote_link"
        )

    def place(self) -> dict[str, Any]:
        """Return title, venue and link under the names the action takes."""
        names = ("title", "venue", "remote_link", "reason")
        return {name: self.cleaned_data[name] for name in names}


class PlaceForm(forms.Form):
    """The title and the place of a meeting that is planned already."""

    title = PlanForm.base_fields["title"]
    venue = PlanForm.base_fields["venue"]
    remote_link = PlanForm.base_fields["remote_link"]
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("title", "venue", "remote_link", "seen")


class NoticeForm(ReasonedForm):
    """Notice is given with one press, unless something wants a reason."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("reason")


class WhyForm(forms.Form):
    """One reason, which is always asked: for a cancellation, say."""

    reason = forms.CharField(
        label="Why?",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter the reason"},
    )

    def __init__(
        self, *args: Any, question: str = "Why?", hint: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = question
        self.fields["reason"].help_text = hint
        self.helper = helper(Ask("reason"))


def when_shown(gathering: Gathering) -> dict[str, Any]:
    """Return the day and times that the form starts with."""
    return {name: getattr(gathering, name) for name in WHEN}

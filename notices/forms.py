"""What a person types about letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from core.web.crispy import Ask, helper
from core.web.fields import DateField
from core.web.forms import offer
from notices import registry
from notices.enums import KnownHow, Status


if TYPE_CHECKING:
    from collections.abc import Sequence

NEEDS_SOMEBODY = "need"


class LetterFilter(forms.Form):
    """Which letters the list shows."""

    status = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[
            ("", "All letters"),
            (NEEDS_SOMEBODY, "Those that need somebody"),
            *Status.choices(),
        ],
    )
    name = forms.CharField(label="Name of the reader", required=False, max_length=100)
    kind = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(
            Ask("status", optional=""), Ask("name", optional=""), "kind"
        )


class ReaderFilter(forms.Form):
    """Which readers the list shows: those of a name, or all whose letters are posted."""

    name = forms.CharField(
        label="Name of the reader",
        help_text="Without a name you see those whose letters all go by post.",
        required=False,
        max_length=100,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Ask("name", optional=""))


class DropForm(forms.Form):
    """Why a letter is not needed any more."""

    reason = forms.CharField(
        label="Why is the letter not needed any more?", max_length=300
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()


class KnownForm(forms.Form):
    """How somebody knows that an uncertain letter has arrived."""

    how = forms.ChoiceField(
        label="How do you know that they have it?",
        choices=KnownHow.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how you know that they have it."},
    )
    note = forms.CharField(
        label="Anything to add",
        help_text="For example on which day they said so.",
        required=False,
        max_length=300,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Ask("how", small=True), Ask("note", optional=""))


class RemindersForm(forms.Form):
    """How somebody wants to be reminded, and of what not."""

    how_often = forms.ChoiceField(
        label="How often do you want to be reminded?",
        choices=[
            ("daily", "On the day it falls due"),
            ("weekly", "Once a week"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often you want to be reminded."},
    )
    wanted = forms.MultipleChoiceField(
        label="What do you want to be reminded of?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    channel = forms.ChoiceField(
        label="How do you want to get your letters?",
        choices=[("mail", "By e-mail"), ("post", "By post, printed")],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = self.fields["wanted"]
        wanted.choices = sorted(  # type: ignore[attr-defined] # a choice field
            registry.optional_reminders().items(), key=lambda pair: pair[1]
        )
        hints = {
            "daily": "What falls on one day comes in one letter.",
            "weekly": "With the first of a week you get all that falls due in it. What "
            "comes up later in the week still comes on its day.",
        }
        posted = {
            "post": "All of them, also what is urgent: they come some days later."
        }
        self.helper = helper(
            Ask("how_often", hints=hints),
            Ask("wanted", optional="", small=True),
            Ask("channel", optional="", small=True, hints=posted),
        )

    @property
    def is_by_post(self) -> bool | None:
        """Return whether all letters go by post, or None where nothing was said."""
        channel = self.cleaned_data["channel"]
        return channel == "post" if channel else None

    @property
    def unwanted(self) -> list[str]:
        """Return the kinds of letter that were not ticked."""
        wanted = self.cleaned_data["wanted"]
        return [kind for kind in registry.optional_reminders() if kind not in wanted]


class PostedForm(forms.Form):
    """Which printed letters were posted, and on which day."""

    letters = forms.MultipleChoiceField(
        label="Which letters did you post?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the letters that you posted."},
    )
    posted_on = DateField(label="On which day?")

    def __init__(
        self, *args: Any, letters: Sequence[tuple[str, str, str]], **kwargs: Any
    ) -> None:
        """Offer letters, each as its key, its reader and its subject."""
        super().__init__(*args, **kwargs)
        offer(self, "letters", [(key, reader) for key, reader, _ in letters])
        self.helper = helper(
            Ask("letters", hints={key: subject for key, _, subject in letters}),
            Ask("posted_on"),
        )

"""What is said of a copy: that it was posted, and what became of one taken back."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
from django.core.validators import RegexValidator

from conflicts.forms.sources import source_day_field, source_field
from core.web.crispy import Ask, helper
from core.web.fields import DateField
from packs.models import RecallAnswer
from packs.values import LONGEST_PASSWORD


class PostingForm(forms.Form):
    """On which day a printed copy was put into the post."""

    posted_on = DateField(label="On which day was it posted?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Ask("posted_on"))


SHORTEST_PASSWORD = 12


class LockedCopyForm(forms.Form):
    """The password a reader puts on the file they take away; nothing keeps it."""

    which = forms.ChoiceField(
        label="Which file do you want?",
        widget=forms.RadioSelect,
        choices=[("whole", "The whole pack"), ("later", "The later pages alone")],
        error_messages={"required": "Select which file you want"},
    )
    password = forms.CharField(
        label="Password for the file",
        help_text=f"At least {SHORTEST_PASSWORD} characters. Three words that do not "
        "belong together are easy to remember. You can see it while you type.",
        min_length=SHORTEST_PASSWORD,
        max_length=LONGEST_PASSWORD,
        strip=False,
        # What some readers of PDF make of other letters is not what others do.
        validators=[
            RegexValidator(
                r"\A[ -~]*\Z",
                "Password for the file must have letters without accents, digits, "
                "spaces and signs such as ! or - only",
            )
        ],
        error_messages={
            "required": "Enter a password for the file",
            "min_length": "Password for the file must have at least "
            f"{SHORTEST_PASSWORD} characters",
            "max_length": "Password for the file must have at most "
            f"{LONGEST_PASSWORD} characters",
        },
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )

    def __init__(self, *args: Any, has_later: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_later:
            del self.fields["which"]
        self.helper = helper(*(Ask(name) for name in self.fields))


class RecallForm(forms.Form):
    """What became of the copy; an officer says as well how the answer came."""

    answer = forms.ChoiceField(
        choices=RecallAnswer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what became of the copy"},
    )
    source = source_field()
    said_on = source_day_field(
        help_text="The day on which the answer came.",
        missing="Enter the day on which the answer came",
    )

    def __init__(self, *args: Any, question: str, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].label = question
        asked: list[Any] = [Ask("answer")]
        if is_own:
            del self.fields["source"], self.fields["said_on"]
        else:
            asked.append(Fieldset("Where it comes from", "source", "said_on"))
        self.helper = helper(*asked)

"""What an officer types, or uploads, about training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from core.web.crispy import Ask, helper
from core.web.fields import DateField
from core.web.forms import offer, offer_rows
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from conflicts.facts.training import Trainee

LARGEST = 1024 * 1024
LACKING = "lacking"


class CompletionForm(forms.Form):
    """One module that one person passed."""

    person = forms.ModelChoiceField(
        label="Who passed it?",
        queryset=Person.objects.none(),
        error_messages={"required": "Choose the person"},
    )
    module = forms.ChoiceField(
        label="Which module?", error_messages={"required": "Choose the module"}
    )
    completed_on = DateField(
        label="On what day?",
        error_messages={"required": "Enter the day on which it was passed"},
    )
    source = forms.CharField(
        label="How do you know?",
        max_length=120,
        required=False,
        help_text="For example: certificate seen.",
    )

    def __init__(
        self,
        *args: Any,
        persons: QuerySet[Person],
        modules: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "person", persons)
        offer(self, "module", [("", "Choose"), *modules.items()])
        self.helper = helper(
            Ask("person", search=True), "module", "completed_on", "source"
        )


class TrainingListForm(forms.Form):
    """A list of completions: a CSV file, or its lines to be mended on the page."""

    file = forms.FileField(
        label="Choose the file",
        required=False,
        help_text="CSV with the columns name or e-mail, module, completed on.",
    )
    lines = forms.CharField(
        label="Or paste the lines",
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        strip=False,
        help_text="The first line names the columns.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(Ask("file", optional=""), Ask("lines", optional=""))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is not None and file.size > LARGEST:
            raise forms.ValidationError("The file is larger than 1 MB: divide it.")
        return file

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        text = typed.get("lines", "")
        if file := typed.get("file"):
            text = _decoded(file.read())
        if "file" in typed and not text.strip():
            raise forms.ValidationError("Choose a file, or paste the lines.")
        if "\x00" in text:
            self.add_error("file", "The file is not CSV. Save the sheet as CSV.")
        typed["text"] = text
        return typed


class TrainingFilter(forms.Form):
    """Whose training is shown; whatever is wrong is left out."""

    state = forms.ChoiceField(
        label="Show",
        choices=[("", "Everybody"), (LACKING, "Who lacks a module")],
        required=False,
    )
    committee = forms.ChoiceField(label="Committee", required=False)

    def __init__(
        self, *args: Any, committees: Iterable[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        listed = [(str(key), name) for key, name in committees]
        offer(self, "committee", [("", "Every committee"), *listed])
        self.helper = helper(*(Ask(name, optional="") for name in self.fields))

    def narrow(self, trainees: Iterable[Trainee]) -> list[Trainee]:
        """Return those whom the filter lets through, in their order."""
        self.is_valid()
        committee = self.cleaned_data.get("committee")
        lacking = self.cleaned_data.get("state") == LACKING
        return [
            each
            for each in trainees
            if (not committee or int(committee) in each.duty.committees)
            and (not lacking or each.is_lacking)
        ]


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What spreadsheets on Windows write unless told otherwise.
        return content.decode("cp1252", errors="replace")

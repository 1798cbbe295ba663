"""What is typed when a list of interests is confirmed, or signed returns are sent in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from conflicts.actions.attestations import Said, Source
from conflicts.actions.returns import Signed
from conflicts.enums import Answer, SourceKind
from conflicts.forms.sources import source_day_field, source_field
from core import clock
from core.web.crispy import Ask, helper
from core.web.fields import DateField


if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from conflicts.models import Interest, ReturnFile
    from people.models import Person

IN_THE_FUTURE = "It cannot be in the future"


class ConfirmForm(forms.Form):
    """Of each interest held: still true, changed, or ended and when."""

    def __init__(self, *args: Any, held: Iterable[Interest], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = list(held)
        questions: list[Any] = []
        for row in self.held:
            self._ask_about(row)
            last_day = Ask(f"ended_on_{row.pk}", optional="")
            reveals = {Answer.ENDED.value: last_day}
            questions += [
                Ask(f"answer_{row.pk}", small=True, reveals=reveals),
                f"version_{row.pk}",
            ]
        self.helper = helper(*self.first_questions(), *questions)

    def first_questions(self) -> Sequence[Any]:
        """Return what is asked before the list."""
        return ()

    def _ask_about(self, row: Interest) -> None:
        self.fields[f"answer_{row.pk}"] = forms.ChoiceField(
            label=row.concern,
            help_text=_told(row),
            choices=Answer.choices(),
            widget=forms.RadioSelect,
            error_messages={
                "required": f"Say whether this is still true: {row.concern}"
            },
        )
        self.fields[f"ended_on_{row.pk}"] = DateField(
            label="Which was its last day?", required=False
        )
        self.fields[f"version_{row.pk}"] = forms.IntegerField(
            widget=forms.HiddenInput, initial=row.version
        )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for row in self.held:
            name = f"ended_on_{row.pk}"
            if typed.get(f"answer_{row.pk}") != Answer.ENDED:
                self.errors.pop(name, None)
                typed[name] = None
            elif name not in self.errors:
                self._check_end(name, typed.get(name))
        return typed

    def _check_end(self, name: str, day: Any) -> None:
        if day is None:
            self.add_error(name, "Enter the last day")
        elif day > clock.today():
            self.add_error(name, IN_THE_FUTURE)

    def answers(self) -> dict[int, Said]:
        """Return what a valid form says of each interest (id)."""
        typed = self.cleaned_data
        return {
            row.pk: Said(
                Answer(typed[f"answer_{row.pk}"]),
                typed[f"version_{row.pk}"],
                typed[f"ended_on_{row.pk}"],
            )
            for row in self.held
        }

    def source(self) -> Source:
        """Return how the return reached the record: by the person's own sign-in."""
        return Source()


def _told(row: Interest) -> str:
    """Say what was declared, and whose it is when it is somebody else's."""
    whose = f" (of somebody close: {row.relationship})" if row.is_indirect else ""
    return f"{row.description}{whose}"


class ConfirmForOtherForm(ConfirmForm):
    """The same, as it reached the officer."""

    source_kind = source_field()
    source_on = source_day_field(
        help_text="The day it was signed or said. The return counts from this day.",
        missing="Enter the day on which it was signed or said",
    )

    def __init__(
        self, *args: Any, return_file: ReturnFile | None = None, **kwargs: Any
    ) -> None:
        self.return_file = return_file
        super().__init__(*args, **kwargs)
        if return_file is not None:
            self.initial.setdefault("source_kind", SourceKind.PAPER.value)
            self.initial.setdefault("source_on", return_file.signed_on)

    def first_questions(self) -> Sequence[Any]:
        return ("source_kind", "source_on")

    def clean_source_on(self) -> Any:
        day = self.cleaned_data["source_on"]
        if day > clock.today():
            raise forms.ValidationError(IN_THE_FUTURE)
        return day

    def source(self) -> Source:
        typed = self.cleaned_data
        return Source(
            SourceKind(typed["source_kind"]), typed["source_on"], self.return_file
        )


class ReturnFileForm(forms.Form):
    """One PDF of signed returns, and from which page whose return is in it."""

    file = forms.FileField(
        label="PDF of the signed returns",
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        help_text="All of them in one file. Without a password; up to 200 MB.",
        error_messages={
            "required": "Select a PDF file",
            "empty": "The file is empty: select another",
        },
    )
    signed_on = DateField(
        label="When were they signed?",
        help_text="If on several days, the last of them.",
        error_messages={"required": "Enter the day on which they were signed"},
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = list(people)
        for person in self.people:
            self.fields[f"page_{person.pk}"] = forms.IntegerField(
                label=f"{person}: from page",
                min_value=1,
                required=False,
                help_text="Leave empty if their return is not in the file.",
            )
            self.fields[f"nil_{person.pk}"] = forms.BooleanField(
                label=f"{person} has nothing to declare", required=False
            )
        self.helper = helper("file", "signed_on", *self._questions())

    def _questions(self) -> list[Any]:
        found: list[Any] = []
        for person in self.people:
            found += [
                Ask(f"page_{person.pk}", width=3, optional=""),
                Ask(f"nil_{person.pk}", small=True, optional=""),
            ]
        return found

    def clean_signed_on(self) -> Any:
        day = self.cleaned_data["signed_on"]
        if day > clock.today():
            raise forms.ValidationError(IN_THE_FUTURE)
        return day

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        pages = [f"page_{person.pk}" for person in self.people]
        if not any(typed.get(name) or name in self.errors for name in pages):
            self.add_error(None, "Say from which page the return of at least one is.")
        return typed

    def signed(self) -> list[Signed]:
        """Return who is in the file, as a valid form says."""
        typed = self.cleaned_data
        return [
            Signed(person, typed[f"page_{person.pk}"], typed[f"nil_{person.pk}"])
            for person in self.people
            if typed[f"page_{person.pk}"]
        ]

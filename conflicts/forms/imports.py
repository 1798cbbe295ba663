"""What an officer fills in while an existing register is taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from conflicts.enums import ImportPolicy
from conflicts.facts.imports import NAMES_KEPT
from conflicts.facts.imports_persons import NEW_PERSON
from conflicts.rules.imports_dates import DateOrder
from conflicts.rules.register_columns import Written
from core.web.crispy import Ask, helper
from core.web.fields import DateField


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from conflicts.rules.imports_columns import Layout
    from conflicts.rules.register_columns import Column
    from people.models import Person

SPREADSHEET = forms.FileInput(
    attrs={
        "accept": (
            ".csv,.txt,.xlsx,text/csv,"
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        )
    }
)
REQUIRED = {"required": "Select a spreadsheet", "empty": "The file is empty"}


class UploadForm(forms.Form):
    """The spreadsheet, and the day it shows."""

    file = forms.FileField(
        label="Spreadsheet",
        help_text="An Excel workbook (.xlsx) or CSV, up to 20 MB and 20,000 rows",
        widget=SPREADSHEET,
        error_messages=REQUIRED,
    )
    register_date = DateField(
        label="On which day did it stand so?",
        help_text="Entries without a date of declaration count as declared then",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("file", "register_date")


class AgainForm(forms.Form):
    """The spreadsheet of problems, corrected."""

    file = forms.FileField(
        label="Corrected spreadsheet",
        help_text="The one you downloaded here; each row is known by its line",
        widget=SPREADSHEET,
        error_messages=REQUIRED,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("file")


class ColumnsForm(forms.Form):
    """Which of their columns holds what; how days are written; what if rows are wrong."""

    date_order = forms.ChoiceField(
        label="How are dates written?",
        choices=DateOrder.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Select how dates are written"},
    )
    policy = forms.ChoiceField(
        label="What if some rows are wrong?",
        choices=ImportPolicy.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Select what happens if some rows are wrong"},
    )

    def __init__(
        self,
        *args: Any,
        columns: Sequence[Mapping[str, Any]],
        layout: Layout,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.layout = layout
        choices = [("", "Not in the file")]
        choices += [(str(n), _shown(n, each)) for n, each in enumerate(columns)]
        for column in layout.columns:
            self.fields[f"column_{column.key}"] = forms.ChoiceField(
                label=column.heading, choices=choices, required=False
            )
        columns_asked = [
            Ask(f"column_{column.key}", size="s", optional="")
            for column in layout.columns
        ]
        self.helper = helper(*columns_asked, "date_order", "policy")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        used: dict[str, str] = {}
        for column in self.layout.columns:
            place = cleaned.get(f"column_{column.key}")
            if place and place in used:
                self.add_error(
                    f"column_{column.key}",
                    f"This column is chosen for {used[place]} already",
                )
            elif place:
                used[place] = column.heading
        return cleaned

    @property
    def mapping(self) -> dict[str, int]:
        """Return our columns with the numbers of theirs."""
        places = {
            column.key: self.cleaned_data[f"column_{column.key}"]
            for column in self.layout.columns
        }
        return {key: int(place) for key, place in places.items() if place}


class RowForm(forms.Form):
    """The texts of one row, each with what is wrong with it, and whose it may be."""

    def __init__(
        self,
        *args: Any,
        keys: Iterable[str],
        layout: Layout,
        offered: Sequence[Person] = (),
        named: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        matched = set(keys)
        self.named = named
        self.keys = [key for key in layout.by_key if key in matched]
        shown: list[Any] = []
        if offered:
            choices = [(str(one.pk), _person(one)) for one in offered]
            self.fields["person"] = forms.ChoiceField(
                label="Who is it?",
                choices=[*choices, (NEW_PERSON, "Somebody new")],
                widget=forms.RadioSelect,
                required=False,
            )
            shown.append("person")
        for key in self.keys:
            self.fields[key] = _field(layout.by_key[key], key in layout.long_texts)
            shown.append(Ask(key, size="s", optional=""))
        if named:
            self.fields[NAMES_KEPT] = forms.BooleanField(
                label="What looks like a name may be published as it is",
                help_text="; ".join(named),
                required=False,
            )
            shown.append(NAMES_KEPT)
        self.helper = helper(*shown)

    @property
    def cells(self) -> dict[str, str]:
        """Return the texts as they are to stand."""
        told = {
            key: str(text)
            for key, text in self.cleaned_data.items()
            if key != NAMES_KEPT and (text or key in self.keys)
        }
        # Only what was read may stay: another name in other words is asked about anew.
        stays = bool(self.cleaned_data.get(NAMES_KEPT))
        return {**told, NAMES_KEPT: "\n".join(self.named) if stays else ""}


class DropForm(forms.Form):
    """Why a row is left out."""

    reason = forms.CharField(
        label="Why is it left out?",
        max_length=300,
        error_messages={"required": "Say why the row is left out"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("reason")


def _field(column: Column, is_long: bool) -> forms.CharField:
    hint = ""
    if column.written is Written.CHOICE and column.choices:
        hint = "; ".join(choice.label for choice in column.choices)
    return forms.CharField(
        label=column.heading,
        help_text=hint,
        required=False,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3}) if is_long else forms.TextInput(),
    )


def _shown(number: int, column: Mapping[str, Any]) -> str:
    """Show a column of theirs with what stands in it."""
    heading = column["heading"] or f"Column {number + 1}"
    samples = "; ".join(column["samples"])[:60]
    return f"{heading} ({samples})" if samples else str(heading)


def _person(person: Person) -> str:
    return f"{person}, {person.email}" if person.email else str(person)

"""The cover sheet as a Word form: written out for its author, and read back."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import RuleBroken
from core.office import OfficeKind
from core.office.form_reading import FormRead, read_word_form
from core.office.word_form import (
    CODE_KEY,
    FormField,
    WordForm,
    answers_below,
    words_of,
    write_word_form,
)
from core.web.dates import long_date
from meetings.actions import agenda
from meetings.actions.cover_sheets import SheetFields
from meetings.forms.items import CoverSheetForm
from meetings.models import CoverSheet


if TYPE_CHECKING:
    from meetings.models import Item
    from meetings.uploads import OfficeUpload

# The author is chosen on the page: a name in a file would open the item to its bearer.
ASKED = tuple(each.name for each in fields(SheetFields) if each.name != "author")
STEPS = (
    "Click into a box and write. Leave the headings as they are.",
    "Accept all tracked changes before you save the file.",
    (
        "Upload the file on the page of the cover sheet. You look at it there before it is "
        "saved."
    ),
)
NOT_A_FORM = (
    "This is not the Word form of a cover sheet. Download the form on this page, fill "
    "it in, and upload that file."
)


@dataclass(frozen=True, slots=True)
class SheetRead:
    """What a filled form says of an item, and what its author should look at.

    `seen` proves what the sheet said when the form was downloaded. `missing` are the
    labels of boxes that are gone, `twice` of those that are there with several
    answers; `outside` are words that stand in no box.
    """

    said: dict[str, str]
    seen: str
    missing: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()


def write_sheet(item: Item) -> bytes:
    """Return the cover sheet of an item as a .docx form with what it says by now."""
    return write_word_form(_form_of(item))


def read_sheet(item: Item, upload: OfficeUpload) -> SheetRead:
    """Read a filled form of an item's cover sheet; nothing is saved.

    A box that is gone leaves what the sheet says now. Of several answers in one box
    the first that says something counts. Where a program dropped all boxes, what
    stands below each heading is read.

    Raises:
      RuleBroken: the file is no Word form of a cover sheet, damaged, or one of another
        item.
    """
    if upload.kind is not OfficeKind.WORD:
        raise RuleBroken.because("not_a_sheet", NOT_A_FORM)
    read = read_word_form(Path(str(upload.file.name)))
    if not read.answers:
        below = answers_below(_form_of(item), read.outside)
        read = FormRead({key: (words,) for key, words in below.items()}, ())
    seen = _seen_of(item, read)
    now = _sheet_of(item)
    said = {name: getattr(now, name) for name in ASKED}
    for name in ASKED:
        answers = read.answers.get(name)
        if answers is not None:
            said[name] = next((one for one in answers if one), "")
    labels = {name: str(_label(name)) for name in ASKED}
    own = words_of(_form_of(item))
    return SheetRead(
        said=said,
        seen=seen,
        missing=tuple(labels[name] for name in ASKED if name not in read.answers),
        twice=tuple(
            labels[name]
            for name in ASKED
            if len({one for one in read.answers.get(name, ()) if one}) > 1
        ),
        outside=tuple(words for words in read.outside if words not in own),
    )


def _seen_of(item: Item, read: FormRead) -> str:
    """Return what the form's author had seen; refuse a form of another item."""
    codes = read.answers.get(CODE_KEY, ())
    key, _slash, seen = (codes[0] if codes else "").partition("/")
    if not key.isdigit() or not seen:
        raise RuleBroken.because("not_a_sheet", NOT_A_FORM)
    if int(key) != item.pk:
        raise RuleBroken.because(
            "sheet_of_another",
            "This is the form of another item. Upload it there, or download the form of "
            "this item.",
        )
    return seen


def _form_of(item: Item) -> WordForm:
    now = _sheet_of(item)
    gathering = item.gathering
    return WordForm(
        title=f"Cover sheet: {item.title}",
        code=f"{item.pk}/{agenda.stamp(gathering, now.in_words())}",
        fields=tuple(
            FormField(name, _label(name), _guidance(name), getattr(now, name))
            for name in ASKED
        ),
        facts=(
            ("Meeting", f"{gathering.title}, {long_date(gathering.held_on)}"),
            ("Item", item.reference or "Its reference comes with the notice"),
            ("For", item.get_purpose_display()),
        ),
        steps=STEPS,
    )


def _sheet_of(item: Item) -> SheetFields:
    sheet = CoverSheet.objects.filter(item=item).select_related("author").first()
    return SheetFields.of(sheet)


def _label(name: str) -> str:
    return str(CoverSheetForm.base_fields[name].label)


def _guidance(name: str) -> str:
    return str(CoverSheetForm.base_fields[name].help_text)

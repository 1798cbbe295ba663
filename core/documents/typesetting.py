"""Facts in, a tagged PDF out: the only place that calls the typesetter."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from core.documents.fonts import FONT_FOLDER, regular_face


if TYPE_CHECKING:
    import typst

ROOT = Path(__file__).resolve().parent.parent.parent
SUBSTITUTE = "?"


class CannotTypeset(Exception):
    """A template or its facts cannot be made into a document; says where and why."""


def render(template: str | Path, facts: Mapping[str, object]) -> bytes:
    """Typeset a template with facts into an accessible, reproducible PDF.

    `template` is a path inside the checkout, such as
    `decisions/templates/decisions/minutes.typ`; it finds `facts` as `house.facts`.
    `facts` are JSON: every document needs a `title`, and has `language` (`en-GB`
    unless told). A character that no font has becomes a question mark rather than
    stop a document.

    Raises:
      CannotTypeset: the template or the facts are at fault.
    """
    import typst

    if not str(facts.get("title", "")).strip():
        raise CannotTypeset("A document needs a title.")
    try:
        return _compile(template, facts)
    except typst.TypstError as trouble:
        if "could not be displayed" not in str(trouble):
            raise CannotTypeset(f"{template}: {trouble}") from trouble
    try:
        return _compile(template, _displayable_tree(facts))
    except typst.TypstError as trouble:
        raise CannotTypeset(f"{template}: {trouble}") from trouble


def displayable(text: str) -> str:
    """Replace the characters that the house font cannot show."""
    face = regular_face()
    return "".join(
        sign if sign.isspace() or face.has(sign) else SUBSTITUTE for sign in text
    )


@cache
def _fonts() -> typst.Fonts:
    """Read the fonts once: to look for them is a third of the work on a short letter."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONT_FOLDER)])


def _compile(template: str | Path, facts: Mapping[str, object]) -> bytes:
    import typst

    made = typst.compile(
        str(ROOT / template),
        root=str(ROOT),
        font_paths=_fonts(),
        sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
        pdf_standards="ua-1",
    )
    if not isinstance(made, bytes):
        raise CannotTypeset(f"{template} made no single document.")
    return made


def _displayable_tree(facts: Mapping[str, object]) -> dict[str, object]:
    return {name: _displayable_value(value) for name, value in facts.items()}


def _displayable_value(value: object) -> object:
    if isinstance(value, str):
        return displayable(value)
    if isinstance(value, Mapping):
        return _displayable_tree(value)
    if isinstance(value, list | tuple):
        return [_displayable_value(each) for each in value]
    return value

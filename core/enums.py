"""The base of every list of choices: a plain string that knows its words."""

from __future__ import annotations

import enum
from typing import Self


class LabelledEnum(enum.StrEnum):
    """A choice stored as a short string and shown as `label`.

    Pure Python, so that rules can use it; `choices` gives Django's models and forms
    their pairs, and members compare equal to the strings the database returns.
    """

    label: str
    do_not_call_in_templates = enum.nonmember(True)

    def __new__(cls, value: str, label: str = "") -> Self:
        """Keep the words beside the value; without words the value is spelled out."""
        choice = str.__new__(cls, value)
        choice._value_ = value
        choice.label = label or value.replace("_", " ").capitalize()
        return choice

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """List value and label, as a form or a model field wants them."""
        return [(each.value, each.label) for each in cls]

    @classmethod
    def values(cls) -> list[str]:
        """List the stored values, as a check constraint wants them."""
        return [each.value for each in cls]

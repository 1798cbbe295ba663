"""What every form shares: a refused action becomes a sentence on the form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.db.models import QuerySet

from core.errors import RuleBroken


@contextmanager
def refusals_on(form: forms.BaseForm) -> Iterator[None]:
    """Turn the refusal of the action inside into an error of the whole form.

    The action's own transaction has been rolled back by then; the view goes on to
    render the form again. The verdict is kept as `form.refusal`.
    """
    try:
        yield
    except RuleBroken as refused:
        # A reason may contain a per cent sign: it is a sentence, not a pattern.
        form.add_error(
            None,
            forms.ValidationError(refused.verdict.reason, code=refused.verdict.code),
        )
        form.refusal = refused.verdict  # type: ignore[attr-defined] # views read it


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Give a question of a form its choices, as (value, words); they depend on the day.

    Raises:
      TypeError: the question has no choices.
    """
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField | forms.MultipleChoiceField):
        raise TypeError(f"The question {name} has no choices.")
    field.choices = list(choices)


def offer_rows(
    form: forms.BaseForm, name: str, rows: QuerySet[Any]
) -> forms.ModelChoiceField[Any]:
    """Give a question of a form the rows to choose from; they depend on who is asked.

    Raises:
      TypeError: the question is not about rows.
    """
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(f"The question {name} is not about rows.")
    field.queryset = rows
    return field

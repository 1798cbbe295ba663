"""What every form shares: a refused action becomes a sentence on the form."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms

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
        form.refusal = refused.verdict  # type: ignore[attr-defined]

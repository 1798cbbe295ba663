"""Tags of the nhsuk template pack: one control, one cell of a table, the errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.loader import get_template

from core.web.controls import facts_of, sentences_of, target_of


register = template.Library()


@register.simple_tag
def control(field: BoundField, options: Mapping[str, Any] | None = None) -> str:
    """Render one field with its label, hint and errors."""
    facts = facts_of(field, options or None)
    return get_template(f"nhsuk/controls/{facts['kind']}.html").render(facts)


@register.simple_tag
def row_control(field: BoundField, row: int) -> str:
    """Render one field in a table cell: its label is there, but only spoken."""
    label = f"{field.label}, row {row}"
    return control(field, {"label": label, "hidden_label": True, "optional": ""})


@register.simple_tag
def error_summary(*bound: forms.BaseForm | forms.BaseFormSet[Any]) -> str:
    """Render "There is a problem" for forms and formsets, linked to the inputs."""
    lines = [line for one in bound if one for line in _lines(one)]
    return get_template("nhsuk/parts/error_summary.html").render({"lines": lines})


def _lines(bound: Any) -> Iterator[dict[str, str]]:
    if isinstance(bound, forms.BaseFormSet):
        yield from (_line(text) for text in bound.non_form_errors())
        for form in bound:
            yield from _lines(form)
    elif isinstance(bound, forms.BaseForm) and bound.is_bound:
        yield from (_line(text) for text in bound.non_field_errors())
        for field in bound:
            # A hidden input cannot be reached by a link.
            target = "" if field.is_hidden else target_of(field)
            yield from (_line(text, target) for text in sentences_of(field))


def _line(text: Any, target: str = "") -> dict[str, str]:
    return {"text": str(text), "target": target}

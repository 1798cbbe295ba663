"""Layout helpers for django-crispy-forms in the NHS.UK template pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from crispy_forms.utils import render_field


PACK = "nhsuk"


def helper(*layout: Any) -> FormHelper:
    """Return the form helper of the house: no form tag, no token, our own pack.

    The page writes `<form>`, the token, the buttons and the error summary. Without
    a layout every field is shown in the order of the form.
    """
    form_helper = FormHelper()
    form_helper.form_tag = False
    form_helper.disable_csrf = True
    form_helper.template_pack = PACK
    form_helper.render_hidden_fields = True
    form_helper.layout = Layout(*layout) if layout else None
    return form_helper


class Ask(Field):  # type: ignore[misc] # crispy has no types
    """One question of a form, with how it looks.

    Options: `size` of the label (s, m, l, xl or "" for plain), `heading` when the
    label is the page's h1, `width` in characters (2, 3, 4, 5, 10, 20, 30), `prefix`
    and `suffix`, `inline` and `small` choices, `hints` by choice value, `divider`
    by the choice value it stands before, `disabled` and `exclusive` choice values,
    `reveals` (choice value to the layout shown with it), `search` to type into a
    select, `threshold` (per cent) of a character count.
    """

    def __init__(
        self, name: str, *, reveals: Mapping[str, Any] | None = None, **options: Any
    ) -> None:
        super().__init__(name)
        self.options = options
        self.reveals = dict(reveals or {})

    def render(
        self,
        form: Any,
        context: Any,
        template_pack: str = PACK,
        extra_context: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> Any:
        revealed = {
            str(value): render_field(part, form, context, template_pack=template_pack)
            for value, part in self.reveals.items()
        }
        options = {**self.options, "revealed": revealed}
        return super().render(
            form,
            context,
            template_pack=template_pack,
            extra_context={**(extra_context or {}), "options": options},
            **kwargs,
        )

"""From a bound field to the facts that an NHS.UK control template shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.forms.widgets import Input
from django.utils.safestring import SafeString

from core.web.fields import DateParts, DateTimeParts


DEFAULT_SIZE = "s"
UNWANTED_ATTRS = (
    # Stated by us, in the words and places of NHS.UK, or refused by the server with
    # a sentence instead of silently by the browser.
    "required",
    "maxlength",
    "minlength",
    "aria-describedby",
    "aria-invalid",
    "class",
    "id",
    "name",
    "type",
    "value",
    "rows",
    "cols",
)
KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (DateTimeParts, "date_time"),
    (DateParts, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),  # before the class it is made from
    (forms.RadioSelect, "radios"),
    (forms.SelectMultiple, "checkboxes"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
    (Input, "input"),
)
GROUPED = {"date_time", "date", "radios", "checkboxes"}


def kind_of(widget: forms.Widget) -> str:
    """Return the name of the control template for a widget.

    Raises:
      TypeError: the pack has no control for this widget.
    """
    if widget.is_hidden:
        return "hidden"
    for widget_class, kind in KINDS:
        if isinstance(widget, widget_class):
            return kind
    raise TypeError(f"The nhsuk pack has no control for {type(widget).__name__}.")


def facts_of(field: BoundField, options: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return everything the control template of a bound field needs."""
    options = options or {}
    widget = field.field.widget
    kind = kind_of(widget)
    attrs = {**widget.attrs, **field.build_widget_attrs({}, widget)}
    facts = {
        "kind": kind,
        "field": field,
        "id": base_id(field),
        "name": field.html_name,
        "errors": sentences_of(field),
        "label": _label(field, options),
        "hint": options.get("hint", field.help_text),
        "grouped": kind in GROUPED,
        "extra_class": attrs.get("class", ""),
        "options": options,
    }
    facts["described_by"] = _described_by(facts, widget.attrs.get("aria-describedby"))
    facts["attrs"] = _flat(attrs)
    facts.update(DETAILS[kind](field, attrs, facts))
    return facts


def sentences_of(field: BoundField) -> list[str]:
    """Return the errors of a field as sentences that say what to do.

    Django's "This field is required." says neither what nor where, and the error
    summary lists it far from its field; a form's own sentence is left as it is.
    """
    found = [str(text) for text in field.errors]
    codes = [error.code for error in field.errors.as_data()]
    required = str(forms.Field.default_error_messages["required"])
    return [
        missing_sentence(field) if code == "required" and text == required else text
        for text, code in zip(found, codes, strict=True)
    ]


def missing_sentence(field: BoundField) -> str:
    """Return what to do about a field that was left empty."""
    label = str(field.label).strip()
    kind = kind_of(field.field.widget)
    if label.endswith("?"):
        return f"Answer “{label}”"
    if kind == "file":
        return f"Select a file for “{label}”"
    if kind == "checkbox":
        return f"Tick “{label}” to go on"
    verb = "Select" if kind in ("radios", "checkboxes", "select") else "Enter"
    is_plain_word = len(label) > 1 and label[1].islower()
    return f"{verb} {label[0].lower() + label[1:] if is_plain_word else label}"


def base_id(field: BoundField) -> str:
    """Return the id of a field's input, or of the first of its inputs."""
    own: str = field.field.widget.attrs.get("id", "")
    return own or field.auto_id or field.html_name


def target_of(field: BoundField) -> str:
    """Return the id of the input that an error of this field should lead to."""
    base = base_id(field)
    widget = field.field.widget
    if isinstance(widget, (DateParts, DateTimeParts)):
        return f"{base}_{min(_wrong_parts(field), default=0)}"
    return base


def _label(field: BoundField, options: Mapping[str, Any]) -> dict[str, Any]:
    text = options.get("label", field.label)
    # A single box is optional by nature: it may be left unticked.
    is_box = isinstance(field.field.widget, forms.CheckboxInput)
    wording = "" if field.field.required or is_box else " (optional)"
    return {
        "text": f"{text}{options.get('optional', wording)}",
        "size": options.get("size", DEFAULT_SIZE),
        "heading": options.get("heading", False),
        "caption": options.get("caption", ""),
        "hidden": options.get("hidden_label", False),
    }


def _described_by(facts: Mapping[str, Any], given: str | None) -> str:
    ids = [given] if given else []
    if facts["kind"] == "textarea" and _limit(facts["field"]):
        ids.append(f"{facts['id']}-info")
    if facts["hint"]:
        ids.append(f"{facts['id']}-hint")
    if facts["errors"]:
        ids.append(f"{facts['id']}-error")
    return " ".join(ids)


def _flat(attrs: Mapping[str, Any]) -> SafeString:
    return flatatt({k: v for k, v in attrs.items() if k not in UNWANTED_ATTRS})


def _input(
    field: BoundField, attrs: dict[str, Any], facts: dict[str, Any]
) -> dict[str, Any]:
    widget = field.field.widget
    kind = attrs.get("type") or getattr(widget, "input_type", "text")
    details: dict[str, Any] = {"value": widget.format_value(field.value())}
    if kind == "number":
        # A number is typed as text: no spinner, no scrolling a figure away.
        whole = isinstance(field.field, forms.IntegerField) and not isinstance(
            field.field, forms.FloatField | forms.DecimalField
        )
        attrs = {k: v for k, v in attrs.items() if k not in ("min", "max", "step")}
        attrs.setdefault("inputmode", "numeric" if whole else "decimal")
        kind = "text"
    if kind == "email":
        attrs = {"autocomplete": "email", "spellcheck": "false", **attrs}
    return {**details, "type": kind, "attrs": _flat(attrs)}


def _password(
    field: BoundField, attrs: dict[str, Any], facts: dict[str, Any]
) -> dict[str, Any]:
    attrs = {"autocomplete": "current-password", **attrs}
    attrs.update({"spellcheck": "false", "autocapitalize": "none"})
    value = field.field.widget.format_value(field.value())
    shown = value if getattr(field.field.widget, "render_value", False) else None
    return {"value": shown, "type": "password", "attrs": _flat(attrs)}


def _textarea(
    field: BoundField, attrs: dict[str, Any], facts: dict[str, Any]
) -> dict[str, Any]:
    rows = attrs.get("rows")
    # Django's own default of 10 rows is taken as "not said".
    return {
        "value": field.field.widget.format_value(field.value()),
        "rows": 5 if rows in (None, "10") else rows,
        "limit": _limit(field),
    }


def _limit(field: BoundField) -> int | None:
    limit: int | None = getattr(field.field, "max_length", None)
    return limit


def _select(
    field: BoundField, attrs: dict[str, Any], facts: dict[str, Any]
) -> dict[str, Any]:
    widget = field.field.widget
    groups = widget.optgroups(field.html_name, _as_list(widget, field), attrs)
    return {
        "groups": [
            (name, [_item(option, facts) for option in options])
            for name, options, _ in groups
        ],
    }


def _choices(
    field: BoundField, attrs: dict[str, Any], facts: dict[str, Any]
) -> dict[str, Any]:
    widget = field.field.widget
    items: list[dict[str, Any]] = []
    number = 0
    for group, options, _ in widget.optgroups(
        field.html_name, _as_list(widget, field), {}
    ):
        for position, option in enumerate(options):
            item = _item(option, facts)
            # A divider takes a number too, as it does in nhsuk-frontend.
            number += 2 if item["divider"] else 1
            item["id"] = facts["id"] if number == 1 else f"{facts['id']}-{number}"
            item["group"] = group if position == 0 else None
            items.append(item)
    return {"items": items, "disabled": bool(attrs.get("disabled"))}


def _as_list(widget: forms.Widget, field: BoundField) -> list[str]:
    value = widget.format_value(field.value())
    return [str(part) for part in value] if isinstance(value, list) else [str(value)]


def _item(option: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    value = str(option["value"])
    options = facts["options"]
    attrs = {k: v for k, v in option["attrs"].items() if k not in UNWANTED_ATTRS}
    for flag in ("checked", "selected", "disabled"):
        attrs.pop(flag, None)
    return {
        "value": value,
        "text": option["label"],
        "is_chosen": bool(option["selected"]),
        "disabled": value in options.get("disabled", ()),
        "attrs": flatatt(attrs),
        "hint": options.get("hints", {}).get(value, ""),
        "divider": options.get("divider", {}).get(value, ""),
        "revealed": options.get("revealed", {}).get(value, ""),
        "exclusive": value in options.get("exclusive", ()),
    }


def _checkbox(
    field: BoundField, attrs: dict[str, Any], facts: dict[str, Any]
) -> dict[str, Any]:
    widget = field.field.widget
    ticked = field.value()
    return {
        "is_chosen": widget.check_test(ticked) if ticked is not None else False,
        "value": attrs.get("value", "on"),
        "disabled": bool(attrs.get("disabled")),
        "revealed": facts["options"].get("revealed", {}).get("on", ""),
    }


def _file(
    field: BoundField, attrs: dict[str, Any], facts: dict[str, Any]
) -> dict[str, Any]:
    widget = field.field.widget
    current = field.initial if getattr(field.initial, "name", "") else None
    return {
        "multiple": bool(getattr(widget, "allow_multiple_selected", False)),
        "attrs": _flat({k: v for k, v in attrs.items() if k != "multiple"}),
        "current": current,
    }


def _date(
    field: BoundField, attrs: dict[str, Any], facts: dict[str, Any]
) -> dict[str, Any]:
    return {"parts": list(_parts(field, facts))}


def _parts(field: BoundField, facts: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    widget = field.field.widget
    wrong = _wrong_parts(field)
    values = widget.parts_of(field.value())
    for index, (part, value) in enumerate(zip(widget.parts, values, strict=True)):
        inner = widget.widgets[index].attrs
        yield {
            "id": f"{facts['id']}_{index}",
            "name": f"{field.html_name}_{index}",
            "label": part.capitalize(),
            "kind": part,
            "width": 4 if part == "year" else 5 if part == "time" else 2,
            "value": value,
            "is_wrong": index in wrong,
            "disabled": field.field.disabled or inner.get("disabled"),
            "attrs": flatatt({k: v for k, v in inner.items() if k != "disabled"}),
        }


def _wrong_parts(field: BoundField) -> set[int]:
    """Return which inputs of a date an error is about: all, unless it says which."""
    widget = field.field.widget
    wrong: set[int] = set()
    for error in field.errors.as_data():
        named = (error.params or {}).get("parts", widget.parts)
        wrong |= {widget.parts.index(part) for part in named}
    return wrong


def _hidden(
    field: BoundField, attrs: dict[str, Any], facts: dict[str, Any]
) -> dict[str, Any]:
    value = field.field.widget.format_value(field.value())
    return {"values": value if isinstance(value, list) else [value]}


DETAILS = {
    "input": _input,
    "password": _password,
    "textarea": _textarea,
    "select": _select,
    "radios": _choices,
    "checkboxes": _choices,
    "checkbox": _checkbox,
    "file": _file,
    "date": _date,
    "date_time": _date,
    "hidden": _hidden,
}

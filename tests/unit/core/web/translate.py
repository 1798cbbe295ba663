"""From the options of a Nunjucks macro to the Django form that should look the same."""

from __future__ import annotations

from typing import Any

from crispy_forms.utils import render_crispy_form
from django import forms
from django.forms.utils import ErrorList

from core.web.crispy import Ask, helper
from core.web.fields import DateField, DateParts
from tests.unit.core.web.oracle import Case, words


def title_of(option: Any) -> dict[str, Any]:
    """Return how Ask says what a label or legend option says."""
    if not isinstance(option, dict):
        return {"label": words(option), "size": "", "heading": False}
    heading = option.get("heading")
    inner = heading if isinstance(heading, dict) else {}
    text = words(heading) if heading else words(option)
    return {
        "label": text,
        "size": inner.get("size", option.get("size", "")),
        "heading": bool(heading) or bool(option.get("isPageHeading")),
    }


def render(
    field: forms.Field,
    *,
    context: dict[str, Any],
    options: dict[str, Any],
    value: Any = None,
    submitted: dict[str, Any] | None = None,
) -> str:
    """Render one field through crispy, as bound and wrong if there is an error."""
    name = context.get("name", "example")
    field.widget.attrs["id"] = context.get("idPrefix") or context.get("id") or name
    options = {**options, "hint": words(context.get("hint")) or ""}
    form_class = type("CaseForm", (forms.Form,), {name: field})
    error = words(context.get("errorMessage"))
    if error:
        form = form_class(submitted or {name: value})
        form.errors.clear()
        parts = context.get("wrong_parts")
        params = {"parts": parts} if parts else None
        form._errors[name] = ErrorList([forms.ValidationError(error, params=params)])
    else:
        form = form_class(initial={name: value})
    form.helper = helper(Ask(name, **options))
    return render_crispy_form(form)


def input_html(case: Case) -> str:
    context = case.context
    attrs = {
        attribute: context[attribute]
        for attribute in ("autocomplete", "inputmode", "type")
        if attribute in context
    }
    if "spellcheck" in context:
        attrs["spellcheck"] = str(context["spellcheck"]).lower()
    if "classes" in context:
        attrs["class"] = context["classes"]
    options = {
        **title_of(context["label"]),
        "width": context.get("width"),
        "code": context.get("code"),
        "prefix": words(context.get("prefix")),
        "suffix": words(context.get("suffix")),
    }
    field = forms.CharField(
        widget=forms.TextInput(attrs), disabled=bool(context.get("disabled"))
    )
    return render(field, context=context, options=options, value=context.get("value"))


def password_html(case: Case) -> str:
    context = case.context
    attrs = {key: context[key] for key in ("autocomplete",) if key in context}
    options = {
        **title_of(context["label"]),
        "width": context.get("width"),
        "code": context.get("code"),
        "prefix": words(context.get("prefix")),
    }
    field = forms.CharField(
        widget=forms.PasswordInput(attrs, render_value=True),
        disabled=bool(context.get("disabled")),
    )
    return render(field, context=context, options=options, value=context.get("value"))


def textarea_html(case: Case) -> str:
    context = case.context
    attrs = {key: context[key] for key in ("autocomplete", "rows") if key in context}
    field = forms.CharField(
        widget=forms.Textarea(attrs),
        max_length=context.get("maxlength"),
        disabled=bool(context.get("disabled")),
    )
    options = {**title_of(context["label"]), "threshold": context.get("threshold")}
    return render(field, context=context, options=options, value=context.get("value"))


def select_html(case: Case) -> str:
    context = case.context
    field = forms.ChoiceField(
        choices=[(i["value"], i["text"]) for i in context["items"] if "value" in i],
        disabled=bool(context.get("disabled")),
    )
    return render(
        field,
        context=context,
        options={**title_of(context["label"]), **item_options(context["items"])},
        value=context.get("value"),
    )


def item_options(items: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what Ask is told about single choices."""
    options: dict[str, Any] = {
        "hints": {i["value"]: words(i["hint"]) for i in items if "hint" in i},
        "disabled": [i["value"] for i in items if i.get("disabled")],
        "exclusive": [i["value"] for i in items if i.get("behaviour") == "exclusive"],
        "divider": {},
    }
    waiting = ""
    for item in items:
        if "divider" in item:
            waiting = item["divider"]
        elif waiting:
            options["divider"][item["value"]] = waiting
            waiting = ""
    return options


def choice_options(context: dict[str, Any]) -> dict[str, Any]:
    """Return what Ask is told about a group of radios or checkboxes."""
    return {
        **title_of((context.get("fieldset") or {}).get("legend", "")),
        "small": context.get("small"),
        "inline": context.get("inline"),
        **item_options(context["items"]),
    }


class Revealing(Ask):
    """A question whose revealed parts are given as HTML, as the cases give them."""

    def render(self, *args: Any, **kwargs: Any) -> Any:
        self.reveals = {
            value: _Given(html) for value, html in self.options.pop("given").items()
        }
        return super().render(*args, **kwargs)


class _Given:
    def __init__(self, html: str) -> None:
        self.html = html

    def render(self, form: Any, context: Any, **kwargs: Any) -> str:
        return words({"html": self.html})


def choices_html(case: Case) -> str:
    context = case.context
    items = [item for item in context["items"] if "value" in item]
    is_radio = case.component == "radios"
    field_class = forms.ChoiceField if is_radio else forms.MultipleChoiceField
    widget = forms.RadioSelect if is_radio else forms.CheckboxSelectMultiple
    field = field_class(
        choices=[(item["value"], words(item)) for item in items],
        widget=widget,
        disabled=bool(context.get("disabled")),
    )
    value = context.get("value") if is_radio else context.get("values")
    name = context.setdefault("name", "example")
    html = _with_reveals(field, context, items, value)
    assert f'name="{name}"' in html
    return html


def _with_reveals(
    field: forms.Field, context: dict[str, Any], items: list[Any], value: Any
) -> str:
    given = {
        item["value"]: item["conditional"]["html"]
        for item in items
        if item.get("conditional")
    }
    options = choice_options(context)
    if not given:
        return render(field, context=context, options=options, value=value)
    options["given"] = given
    name = context["name"]
    field.widget.attrs["id"] = context.get("idPrefix") or name
    options["hint"] = words(context.get("hint"))
    form_class = type("CaseForm", (forms.Form,), {name: field})
    error = words(context.get("errorMessage"))
    form = form_class({name: value}) if error else form_class(initial={name: value})
    if error:
        form.errors.clear()
        form._errors[name] = ErrorList([error])
    form.helper = helper(Revealing(name, **options))
    return render_crispy_form(form)


def date_html(case: Case) -> str:
    context = {**case.context, "name": "example"}
    given = {part: context.get(part) or {} for part in DateParts.parts}
    for item in context.get("items", []):
        given[item["name"]] = item
    context["wrong_parts"] = [part for part in given if given[part].get("error")]
    values = context.get("values", {})
    typed = [str(given[p].get("value", values.get(p, ""))) for p in DateParts.parts]
    field = DateField(disabled=bool(context.get("disabled")))
    for widget, part in zip(field.widget.widgets, DateParts.parts, strict=True):
        if "autocomplete" in given[part]:
            widget.attrs["autocomplete"] = given[part]["autocomplete"]
        if given[part].get("disabled"):
            widget.attrs["disabled"] = True
    html = render(
        field,
        context=context,
        options=title_of(context["fieldset"]["legend"]),
        value=typed if any(typed) else None,
        submitted={f"example_{index}": text for index, text in enumerate(typed)},
    )
    # Our inputs are numbered as Django numbers them; theirs are named.
    for index, part in enumerate(DateParts.parts):
        html = html.replace(f'name="example_{index}"', f'name="{part}"')
        html = html.replace(f"{context['id']}_{index}", f"{context['id']}-{part}")
    return html


def file_html(case: Case) -> str:
    context = case.context
    widget: forms.FileInput = forms.ClearableFileInput()
    if context.get("multiple"):
        widget = type("Several", (forms.FileInput,), {"allow_multiple_selected": True})(
            {"multiple": True}
        )
    field = forms.FileField(widget=widget, disabled=bool(context.get("disabled")))
    return render(field, context=context, options=title_of(context["label"]))


TRANSLATORS = {
    "input": input_html,
    "password-input": password_html,
    "textarea": textarea_html,
    "character-count": textarea_html,
    "select": select_html,
    "radios": choices_html,
    "checkboxes": choices_html,
    "date-input": date_html,
    "file-upload": file_html,
}

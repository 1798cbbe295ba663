"""Answers of a declaration as typed, kept in a draft: to and from forms and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.text import slugify

from commissioning.models import Organisation
from conflicts.actions.declarations import Declaration
from conflicts.enums import Nature, Tie
from core.web.fields import DateField, DateParts


if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django import forms

    from conflicts.forms.declaring import StepForm
    from conflicts.models import Interest

MINE, CLOSE = "mine", "close"
YES, NO = "yes", "no"
BEGAN, ANOTHER, NOT_STATED = "began", "another", "not_stated"
ORGANISATION = ("organisation", "unlisted_name", "company_number")
LONGEST_KEY = 18


def typed_in(form: StepForm) -> dict[str, str]:
    """Return what was typed into a bound form, by the names of its inputs."""
    names: list[str] = []
    for name, field in form.fields.items():
        names += _inputs(name, field)
    return {name: str(form.data.get(name, "")) for name in names}


def initial_from(form_class: type[StepForm], answers: Mapping[str, str]) -> Any:
    """Return what a form begins with where some answers were kept."""
    found: dict[str, Any] = {}
    for name, field in form_class.base_fields.items():
        inputs = _inputs(name, field)
        if any(each in answers for each in inputs):
            typed = [answers.get(each, "") for each in inputs]
            found[name] = typed if len(inputs) > 1 else typed[0]
    return found


def _inputs(name: str, field: forms.Field) -> list[str]:
    if isinstance(field, DateField):
        return [f"{name}_{index}" for index in range(len(DateParts.parts))]
    return [name]


def organisation_in(answers: Mapping[str, str]) -> Organisation | None:
    """Return the organisation that was chosen, in one query."""
    key = answers.get("organisation", "")
    if not (key.isascii() and key.isdigit()):
        return None
    return Organisation.objects.filter(pk=int(key[:LONGEST_KEY])).first()


def has_concern(answers: Mapping[str, str]) -> bool:
    """Say whether an organisation was chosen or something unlisted named."""
    return bool(answers.get("organisation") or answers.get("unlisted_name"))


def declaration_in(
    cleaned: Mapping[str, Any],
    answers: Mapping[str, str],
    organisation: Organisation | None,
) -> Declaration:
    """Return what the valid forms of all steps (`cleaned`) declare together."""
    is_listed = organisation is not None
    return Declaration(
        nature=Nature(cleaned["nature"]),
        tie=Tie(cleaned["tie"]),
        description=cleaned["description"],
        may_touch=cleaned["may_touch"],
        organisation=organisation,
        unlisted_name="" if is_listed else answers.get("unlisted_name", ""),
        company_number="" if is_listed else answers.get("company_number", ""),
        is_indirect=cleaned["whose"] == CLOSE,
        relationship=cleaned["relationship"],
        arose_on=cleaned["arose_on"],
        became_aware_on=cleaned["became_aware_on"],
        from_on=cleaned["from_on"],
        to_on=cleaned["to_on"],
        consents_to_publication=cleaned["consent"] == YES,
        refusal_reason=cleaned["refusal_reason"],
        restricted_note=cleaned["restricted_note"],
        mitigation=cleaned["mitigation"],
    )


def answers_of(interest: Interest) -> dict[str, str]:
    """Return a stored interest as its answers would have been typed."""
    organisation = interest.organisation_id
    return {
        "nature": interest.nature,
        "whose": CLOSE if interest.is_indirect else MINE,
        "relationship": interest.relationship,
        "organisation": str(organisation) if organisation else "",
        "unlisted_name": interest.unlisted_name,
        "company_number": interest.company_number,
        "tie": interest.tie,
        "description": interest.description,
        "may_touch": interest.may_touch,
        "restricted_note": interest.restricted_note,
        **_parts("from_on", interest.from_on),
        **_parts("to_on", interest.to_on),
        **_parts("arose_on", interest.arose_on),
        **_parts("became_aware_on", interest.became_aware_on),
        "arose": _choice(interest.arose_on, interest.from_on),
        "aware": _choice(interest.became_aware_on, interest.from_on),
    }


def file_name(words: str) -> str:
    """Return words as part of the name of a file."""
    return slugify(words) or "declaration"


def _parts(name: str, day: date | None) -> dict[str, str]:
    texts = [str(day.day), str(day.month), str(day.year)] if day else [""] * 3
    return {f"{name}_{index}": text for index, text in enumerate(texts)}


def _choice(day: date | None, began: date | None) -> str:
    if day is None:
        return NOT_STATED
    return BEGAN if day == began else ANOTHER

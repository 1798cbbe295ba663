"""What somebody declares, before it is a row, and what makes it complete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conflicts.enums import Nature, PublicationState, Tie
from conflicts.models.interest import Wording
from core.errors import RuleBroken


if TYPE_CHECKING:
    from datetime import date

    from commissioning.models import Organisation
    from conflicts.models import Interest


@dataclass(frozen=True, slots=True)
class Declaration:
    """One interest in the words of whoever declares it; a date may be "not stated".

    Either `organisation` or `unlisted_name` says whom it concerns.
    """

    nature: Nature
    description: str
    organisation: Organisation | None = None
    unlisted_name: str = ""
    company_number: str = ""
    tie: Tie = Tie.OTHER
    may_touch: str = ""
    is_indirect: bool = False
    relationship: str = ""
    arose_on: date | None = None
    became_aware_on: date | None = None
    from_on: date | None = None
    to_on: date | None = None
    consents_to_publication: bool = True
    refusal_reason: str = ""
    restricted_note: str = ""
    mitigation: str = ""


COPIED = (
    "nature",
    "tie",
    "description",
    "organisation",
    "unlisted_name",
    "company_number",
    "may_touch",
    "is_indirect",
    "relationship",
    "arose_on",
    "became_aware_on",
    "from_on",
    "to_on",
    "consents_to_publication",
    "refusal_reason",
    "restricted_note",
    "mitigation",
)


SHARED = Wording._meta.get_fields()


def fields_of(declaration: Declaration) -> dict[str, Any]:
    """Return the values a row takes from a declaration; texts lose outer blanks."""
    values = {name: getattr(declaration, name) for name in COPIED}
    values = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in values.items()
    }
    if not declaration.is_indirect:
        values["relationship"] = ""
    if declaration.consents_to_publication:
        values["refusal_reason"] = ""
    return values


def declaration_of(interest: Interest) -> Declaration:
    """Return a stored interest as it could have been declared."""
    values = {name: getattr(interest, name) for name in COPIED}
    values["nature"] = Nature(interest.nature)
    values["tie"] = Tie(interest.tie)
    return Declaration(**values)


def wording_of(interest: Interest) -> dict[str, Any]:
    """Return everything an interest says now, by the fields that its versions share."""
    return {field.name: getattr(interest, field.name) for field in SHARED}


def words_of(interest: Interest) -> dict[str, str]:
    """Return what an interest says now as texts, to lay two versions side by side."""
    return {
        name: "" if value is None else str(value)
        for name, value in wording_of(interest).items()
    }


def publication_of(
    declaration: Declaration,
    current: PublicationState = PublicationState.PUBLISH,
    decided: PublicationState | None = None,
) -> PublicationState:
    """Say what the public register shows until the guardian decides.

    A refusal of consent is a request, not the decision (docs/field.md 5.7); until then
    the entry is kept back, since what was once published cannot be called in. What the
    guardian has decided (`decided`, the latest) to withhold, no later consent lifts.
    """
    if not declaration.consents_to_publication:
        return (
            PublicationState.WITHHOLD
            if current == PublicationState.PUBLISH
            else current
        )
    is_request = decided != PublicationState.WITHHOLD
    if current == PublicationState.WITHHOLD and is_request:
        return PublicationState.PUBLISH
    return current


def check_complete(declaration: Declaration, *, declared_on: date) -> None:
    """Refuse a declaration that says too little or contradicts itself.

    An interest that will only begin may be declared before it does.

    Raises:
      RuleBroken: no body or two, no words, an indirect interest of nobody, days out
        of order, aware of it only after it was declared, or consent refused without a
        reason.
    """
    for code, is_broken, sentence in _faults(declaration, declared_on):
        if is_broken:
            raise RuleBroken.because(code, sentence)


def _faults(said: Declaration, declared_on: date) -> list[tuple[str, bool, str]]:
    has_unlisted = bool(said.unlisted_name.strip())
    return [
        (
            "one_concern",
            (said.organisation is not None) == has_unlisted,
            (
                "Choose one organisation from the directory, or give the name of one that "
                "is not in it."
            ),
        ),
        ("no_words", not said.description.strip(), "Describe the interest."),
        (
            "indirect_of_nobody",
            said.is_indirect and not said.relationship.strip(),
            (
                "Say how you are connected to the person whose interest it is, for "
                "example spouse. Do not give their name."
            ),
        ),
        (
            "days_out_of_order",
            bool(said.from_on and said.to_on and said.to_on < said.from_on),
            "The day it ended cannot be before the day it began.",
        ),
        (
            "aware_too_late",
            bool(said.became_aware_on and said.became_aware_on > declared_on),
            (
                "Nobody declares what they do not know of yet: the day of becoming "
                f"aware cannot be after it was declared, {_long(declared_on)}."
            ),
        ),
        (
            "refused_without_reason",
            not (said.consents_to_publication or said.refusal_reason.strip()),
            "Say why the interest should not be published. The guardian decides.",
        ),
    ]


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"

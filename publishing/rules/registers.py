"""What the public register shows of an interest (docs/field.md 5.7)."""

from __future__ import annotations

from dataclasses import replace

from conflicts.enums import PublicationState
from conflicts.rules.registers import RegisterEntry


NAME_WITHHELD = "Name withheld"
DETAIL_WITHHELD = "Details withheld"
NEVER_SHOWN = frozenset({PublicationState.WITHHOLD, PublicationState.NOT_REQUIRED})
# Without the name goes what would tell it: the seat, what is done about it by name,
# and days that stand beside the same person's other entries.
_WITHOUT_NAME = (
    "given_name",
    "position",
    "committees",
    "mitigation",
    "declared_on",
    "last_confirmed_on",
)
_WITHOUT_DETAIL = (
    "organisation_code",
    "company_number",
    "business",
    "mitigation",
    "from_on",
    "to_on",
)


def published_form(
    entry: RegisterEntry, states: frozenset[PublicationState]
) -> RegisterEntry | None:
    """Return an entry as it may be published, or None for not at all.

    `states` are what was decided for the day shown and what holds now: what the
    guardian withholds today is withheld from the register of every earlier day too.
    No public entry has a key, a note, a reason for refusing or an address.
    """
    if states & NEVER_SHOWN:
        return None
    shown = replace(
        entry,
        reference=None,
        person_id=None,
        may_touch="",
        arose_on=None,
        became_aware_on=None,
        agreed_by="",
        publication=PublicationState.PUBLISH,
        consents_to_publication=True,
        source="",
        source_on=None,
        source_reference="",
        refusal_reason="",
        restricted_note="",
        email="",
    )
    if PublicationState.REDACT_DETAIL in states:
        shown = _without_detail(shown)
    if PublicationState.REDACT_NAME in states:
        shown = _without_name(shown)
    return shown


def is_named(entry: RegisterEntry) -> bool:
    """Say whether a public entry stands under its name."""
    return not entry.is_withheld("given_name")


def _without_name(entry: RegisterEntry) -> RegisterEntry:
    return replace(
        entry,
        name=NAME_WITHHELD,
        given_name="",
        family_name=NAME_WITHHELD,
        position="",
        committees="",
        mitigation="",
        declared_on=None,
        last_confirmed_on=None,
        withheld=tuple(dict.fromkeys((*entry.withheld, *_WITHOUT_NAME))),
    )


def _without_detail(entry: RegisterEntry) -> RegisterEntry:
    return replace(
        entry,
        organisation=DETAIL_WITHHELD,
        organisation_code="",
        business="",
        company_number="",
        description=DETAIL_WITHHELD,
        mitigation="",
        from_on=None,
        to_on=None,
        withheld=tuple(dict.fromkeys((*entry.withheld, *_WITHOUT_DETAIL))),
    )

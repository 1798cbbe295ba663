"""An entry of a register for tests of rules."""

from __future__ import annotations

from datetime import date

from conflicts.enums import Nature, PublicationState, SourceKind, Tie
from conflicts.rules.registers import RegisterEntry


def entry(**said) -> RegisterEntry:
    """Return an entry of a GP partner; what is said replaces the rest."""
    return RegisterEntry(
        **{
            "reference": 7,
            "person_id": 3,
            "name": "Dr Asha Invented",
            "given_name": "Asha",
            "family_name": "Invented",
            "nature": Nature.FINANCIAL,
            "is_indirect": False,
            "relationship": "",
            "tie": Tie.PARTNER,
            "organisation": "Imagined Surgery",
            "organisation_code": "Y99999",
            "business": "GP practice",
            "company_number": "",
            "description": "GP partner",
            "may_touch": "",
            "mitigation": "",
            "arose_on": None,
            "became_aware_on": None,
            "declared_on": date(2016, 5, 1),
            "from_on": None,
            "to_on": None,
            "last_confirmed_on": None,
            "agreed_by": "",
            "publication": PublicationState.PUBLISH,
            "consents_to_publication": True,
            "source": SourceKind.SELF,
            "source_on": None,
            "source_reference": "",
            **said,
        }
    )

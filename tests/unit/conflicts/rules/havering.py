"""A small invented Havering, for tests of matching."""

from __future__ import annotations

from datetime import date

from commissioning.values import LinkKind, OrgRef
from conflicts.enums import Nature
from conflicts.rules.interests import InterestFacts
from conflicts.rules.links import LinkFacts, OrganisationGraph
from conflicts.values import InterestId
from people.values import PersonId


DAY = date(2016, 6, 1)
HAVERING = OrgRef(1)
REDBRIDGE = OrgRef(2)
PARKSIDE = OrgRef(10)
ELM_ROAD = OrgRef(11)
RIVERSIDE = OrgRef(12)
OLD_PARKSIDE = OrgRef(13)
OLD_MILL = OrgRef(14)
BRANCH = OrgRef(15)
OTHER_BRANCH = OrgRef(16)
NETWORK = OrgRef(20)
FEDERATION = OrgRef(21)
COMPANY = OrgRef(22)
LANDLORD = OrgRef(23)
HOLDING = OrgRef(24)

NAMES = {
    HAVERING: "NHS Havering CCG",
    REDBRIDGE: "NHS Redbridge CCG",
    PARKSIDE: "Parkside Surgery",
    ELM_ROAD: "Elm Road Practice",
    RIVERSIDE: "Riverside Practice",
    OLD_PARKSIDE: "Old Parkside Practice",
    OLD_MILL: "Old Mill Practice",
    BRANCH: "Parkside Branch Surgery",
    OTHER_BRANCH: "Hilltop Branch Surgery",
    NETWORK: "Havering North Network",
    FEDERATION: "Havering Health Federation",
    COMPANY: "Havering Out of Hours Ltd",
    LANDLORD: "Elm Premises Ltd",
    HOLDING: "Elm Holdings Ltd",
}


def link(
    source: OrgRef,
    kind: LinkKind,
    target: OrgRef,
    from_on: date | None = date(2013, 4, 1),
    to_on: date | None = None,
) -> LinkFacts:
    return LinkFacts(kind, source, target, from_on, to_on)


LINKS = [
    link(PARKSIDE, LinkKind.MEMBER_OF, HAVERING),
    link(ELM_ROAD, LinkKind.MEMBER_OF, HAVERING),
    link(RIVERSIDE, LinkKind.MEMBER_OF, REDBRIDGE),
    link(PARKSIDE, LinkKind.IN_NETWORK, NETWORK),
    link(ELM_ROAD, LinkKind.IN_NETWORK, NETWORK),
    link(NETWORK, LinkKind.IN_FEDERATION, FEDERATION),
    link(COMPANY, LinkKind.OWNED_BY, FEDERATION),
    link(LANDLORD, LinkKind.LANDLORD_OF, PARKSIDE),
    link(LANDLORD, LinkKind.LANDLORD_OF, RIVERSIDE),
    link(LANDLORD, LinkKind.OWNED_BY, HOLDING),
    link(OLD_PARKSIDE, LinkKind.PREDECESSOR_OF, PARKSIDE),
    link(OLD_MILL, LinkKind.PREDECESSOR_OF, PARKSIDE),
    link(BRANCH, LinkKind.PART_OF, PARKSIDE),
    link(OTHER_BRANCH, LinkKind.PART_OF, PARKSIDE),
]
GRAPH = OrganisationGraph.of(LINKS, NAMES)


def interest(org: OrgRef | None, *, number: int = 1, **facts: object) -> InterestFacts:
    """Return an interest of Dr A: a partner since 2014 unless said otherwise."""
    given: dict[str, object] = {
        "person_name": "Dr A",
        "nature": Nature.FINANCIAL,
        "tie": "is a partner in",
        "from_on": date(2014, 3, 1),
        **facts,
    }
    person = PersonId(given.pop("person", number))  # type: ignore[arg-type] # loose in tests
    return InterestFacts(InterestId(number), person, org=org, **given)  # type: ignore[arg-type] # loose in tests

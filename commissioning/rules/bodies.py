"""How commissioners, offices and regions hang together, by all the files."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from commissioning.enums import OrganisationKind
from commissioning.rules.ccgs import ICBS_BEGAN_ON
from commissioning.rules.memberships import CcgLife
from commissioning.rules.organisations import dated_values
from commissioning.rules.statements import DerivedLink, earliest, newest_said
from commissioning.values import LinkKind


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from commissioning.rules.organisations import OrganisationFacts
    from commissioning.rules.statements import LinkSaid, Statement


BODIES: Final = frozenset(
    kind.value
    for kind in (
        OrganisationKind.CCG,
        OrganisationKind.ICB,
        OrganisationKind.SUB_ICB,
        OrganisationKind.COMMISSIONING_HUB,
        OrganisationKind.REGION,
        OrganisationKind.AREA_TEAM,
    )
)
_ABOVE: Final = {OrganisationKind.REGION.value, OrganisationKind.AREA_TEAM.value}
_DAY: Final = timedelta(days=1)


def lives_of_ccgs(bodies: Iterable[OrganisationFacts]) -> dict[str, CcgLife]:
    """Return the life of every CCG among the bodies, by code."""
    return {
        body.code: CcgLife(body.opened_on, body.closed_on, body.lives_on)
        for body in bodies
        if body.kind == OrganisationKind.CCG
    }


def derive_body_links(
    body: OrganisationFacts,
    statements: Sequence[Statement],
    said: Iterable[LinkSaid],
    bodies: Mapping[str, OrganisationFacts],
) -> list[DerivedLink]:
    """Return what one body is part of and who followed it, dated."""
    links = [
        *_part_of_offices(body, statements, bodies),
        *_part_of_icb(body, bodies),
    ]
    for one in newest_said(said, LinkKind.PREDECESSOR_OF):
        if one.target in bodies and one.target != body.code:
            links.append(
                DerivedLink(one.kind, body.code, one.target, one.from_on, one.to_on)
            )
    return links


def derive_network_links(
    practice: OrganisationFacts, said: Iterable[LinkSaid], networks: Collection[str]
) -> list[DerivedLink]:
    """Return the networks of one practice, by the newest ePCN that speaks of it.

    `networks` are the codes of the networks known; a closed practice is in none.
    """
    found = [
        DerivedLink(
            one.kind,
            practice.code,
            one.target,
            one.from_on,
            earliest(one.to_on, practice.closed_on),
        )
        for one in newest_said(said, LinkKind.IN_NETWORK)
        if one.target in networks
    ]
    return [one for one in found if one.to_on is None or one.from_on <= one.to_on]


def _part_of_offices(
    body: OrganisationFacts,
    statements: Sequence[Statement],
    bodies: Mapping[str, OrganisationFacts],
) -> list[DerivedLink]:
    """Follow area team and region through the snapshots, which re-cut both."""
    told = sorted(
        (one for one in statements if one.is_full), key=lambda one: one.weight
    )
    told = [one for one in told if not body.closed_on or one.said_on <= body.closed_on]
    links = []
    for column in ("geography_code", "region_code"):
        seen = dated_values((one.said_on, getattr(one, column)) for one in told)
        for place, (target, first_seen) in enumerate(seen):
            above = bodies.get(target)
            if above is None or above.kind not in _ABOVE or target == body.code:
                continue
            first = first_seen
            if place == 0 and body.opened_on:
                first = min(first, body.opened_on)
            following = seen[place + 1][1] - _DAY if place + 1 < len(seen) else None
            links.append((target, *_while_both(body, above, first, following)))
    return [
        DerivedLink(LinkKind.PART_OF.value, body.code, target, first, last)
        for target, first, last in links
        if last is None or first <= last
    ]


def _while_both(
    body: OrganisationFacts, above: OrganisationFacts, first: date, last: date | None
) -> tuple[date, date | None]:
    """Cut a stretch of days to those on which both bodies stood."""
    return (
        max(first, above.opened_on or first),
        earliest(last, body.closed_on, above.closed_on),
    )


def _part_of_icb(
    body: OrganisationFacts, bodies: Mapping[str, OrganisationFacts]
) -> list[DerivedLink]:
    """Tie a location to its ICB, and the CCG that it was to the ICB that followed."""
    icb = bodies.get(body.newest.geography_code)
    is_location = body.lives_on or body.kind == OrganisationKind.SUB_ICB
    if icb is None or icb.kind != OrganisationKind.ICB or not is_location:
        return []
    first = max(ICBS_BEGAN_ON, body.opened_on or ICBS_BEGAN_ON)
    last = None if body.lives_on else body.closed_on
    links = [DerivedLink(LinkKind.PART_OF.value, body.code, icb.code, first, last)]
    if body.lives_on:
        links.append(
            DerivedLink(
                LinkKind.PREDECESSOR_OF.value, body.code, icb.code, ICBS_BEGAN_ON, None
            )
        )
    return links
